// Which header fields the balancer passes on: of a client's request to the backend, and of a
// backend's response to the client.
//
// What a message says of one connection ends here, both ways (RFC 9110 7.6.1): Connection and the
// fields it names, Keep-Alive, Proxy-Connection, Proxy-Authenticate, Proxy-Authorization, TE,
// Transfer-Encoding, Upgrade, HTTP2-Settings, Close. Framing, Host, Expect, Connection and Upgrade
// are written by the connections from what was parsed, never from the fields; the only upgrade is
// to WebSocket, so that no "Upgrade: h2c" comes through. Trailer and all other fields are passed on
// as they came, in their order.
//
// A Connection field cannot remove what others rely on: what the balancer writes itself, Date,
// Authorization, Cache-Control and Content-*. RFC 9110 7.6.1 forbids naming those, and a client
// that names X-Forwarded-For or Authorization attacks the backend.
//
// The backend learns who the client is from X-Forwarded-For, -Proto and -Host and from Forwarded
// (RFC 7239). If the peer is not trusted, all of these are replaced, and any other X-Forwarded-* and
// X-Real-IP are removed. If it is trusted, X-Forwarded-For and Forwarded are extended, and the
// others are kept.
//
// Names are compared with "_" taken for "-", because a backend that speaks CGI cannot tell
// X_Forwarded_For from X-Forwarded-For. A field of those above that is spelt so is removed, whoever
// sent it. Proxy is removed from requests too, because CGI turns it into HTTP_PROXY
// (CVE-2016-5385).
//
// Pure. The method, the target and Host are valid, because their reader refuses others.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/config/config.h"
#include "daemon/http/field_sink.h"
#include "daemon/http/message.h"

namespace rrlb {

// What goes to the backend.
struct ForwardedRequest {
  std::string_view method{};
  std::string_view path_prefix{};        // of the backend's url: "" or "/app"
  std::string_view path_and_query{};     // of the target; "" or "?q": "/" is put before; or "*"
  std::string_view host{};               // the client's; "" if it named none (HTTP/1.0)
  std::string_view backend_authority{};  // "web1:8080"
  bool http_1_0 = false;                 // the client's version
  BodyKind body = BodyKind::none;        // none, counted or chunked
  std::uint64_t length = 0;              // of a counted body
  bool length_given = false;             // without a body, the client said so: Content-Length: 0
  bool upgrade_to_websocket = false;
  bool expects_continue = false;    // Expect: 100-continue is passed on
  std::span<const Field> fields{};  // as the client sent them
};

struct ClientFacts {
  std::string_view ip;  // "10.0.0.1" or "fd00::1", without brackets
  bool trusted = false;
  std::string_view scheme = "http";
};

struct ForwardingStyle {
  HostRule host = HostRule::keep;
  bool via = false;
};

// The Host of the request: the client's, or the backend's own where the style says so or where the
// client named none, since HTTP/1.1 must have one.
std::string_view forwarded_host(const ForwardedRequest& request, const ForwardingStyle& style);

// Writes what is passed on of the client's fields, Via, and who the client is. Framing, Host, Expect,
// Connection and Upgrade are for the connection that carries the request.
void write_forwarded_fields(FieldSink& sink, const ForwardedRequest& request,
                            const ClientFacts& client, const ForwardingStyle& style);

// What goes to the client.
struct ForwardedResponse {
  int status = 200;
  std::string_view reason{};
  std::span<const Field> fields{};
  BodyKind body = BodyKind::none;  // the framing towards the client
  std::uint64_t length = 0;
  bool length_given = false;  // without a body (HEAD, 304): the length is told
  bool keep_alive = true;     // the client's connection
  bool client_http_1_0 = false;
  bool backend_http_1_0 = false;
  bool via = false;
  bool upgrade_to_websocket = false;
  std::string_view set_cookie{};  // the balancer's own; "" for none
  std::string_view date{};        // added if the backend sent none (RFC 9110 6.6.1); "" adds none
};

// Writes what is passed on of the backend's fields, Date, Set-Cookie and Via.
void write_forwarded_fields(FieldSink& sink, const ForwardedResponse& response);

// About how many bytes these fields take as lines of HTTP/1.
std::size_t size_of(std::span<const Field> fields);

}  // namespace rrlb
