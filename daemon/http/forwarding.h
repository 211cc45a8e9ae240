// Which header fields the balancer passes on: of a client's request to the backend, and of a
// backend's response to the client.
//
// Fields that describe one connection are never passed on, in either direction (RFC 9110 7.6.1):
// Connection and the fields it names, Keep-Alive, Proxy-Connection, Proxy-Authenticate,
// Proxy-Authorization, TE, Transfer-Encoding, Upgrade, HTTP2-Settings, Close. The connections write
// framing, Host, Expect, Connection and Upgrade from the parsed message, never from its fields; the
// only upgrade is to WebSocket, so "Upgrade: h2c" is never passed on. Trailer and all other fields
// are passed on unchanged and in order.
//
// A Connection field cannot remove what others rely on: the fields that the balancer writes, Date,
// Authorization, Cache-Control and Content-*. RFC 9110 7.6.1 forbids naming those, and a client
// that names X-Forwarded-For or Authorization attacks the backend.
//
// X-Forwarded-For, -Proto and -Host and Forwarded (RFC 7239) tell the backend who the client is. If
// the peer is not trusted, all of these are replaced, and any other X-Forwarded-* and X-Real-IP are
// removed. If it is trusted, X-Forwarded-For and Forwarded are extended, and the others are kept.
//
// Names are compared with "_" taken for "-", because a backend that speaks CGI cannot tell
// X_Forwarded_For from X-Forwarded-For. A field named above is removed if it is spelt with "_",
// even if a trusted peer sent it. Proxy is removed from requests too, because CGI turns it into
// HTTP_PROXY (CVE-2016-5385).
//
// Pure. The method, the target and Host are valid: their reader refuses others.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/config/config.h"
#include "daemon/http/field_sink.h"
#include "daemon/http/message.h"

namespace rrlb {

// A request to the backend.
struct ForwardedRequest {
  std::string_view method{};
  std::string_view path_prefix{};        // of the backend's url: "" or "/app"
  std::string_view path_and_query{};     // "" and "?q" get a "/" in front; or "*"
  std::string_view host{};               // the client's; "" if there is none (HTTP/1.0)
  std::string_view backend_authority{};  // "web1:8080"
  bool http_1_0 = false;                 // the client's version
  BodyKind body = BodyKind::none;        // none, counted or chunked
  std::uint64_t length = 0;              // of a counted body
  bool length_given = false;             // there is no body, but the client sent Content-Length: 0
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

// The Host field of the request: the client's, or the backend's own if the style says so or the
// client sent none, because HTTP/1.1 requires one.
std::string_view forwarded_host(const ForwardedRequest& request, const ForwardingStyle& style);

// Writes the client's fields that are passed on, Via, and who the client is. The connection that
// carries the request writes framing, Host, Expect, Connection and Upgrade.
void write_forwarded_fields(FieldSink& sink, const ForwardedRequest& request,
                            const ClientFacts& client, const ForwardingStyle& style);

// A response to the client.
struct ForwardedResponse {
  int status = 200;
  std::string_view reason{};
  std::span<const Field> fields{};
  BodyKind body = BodyKind::none;  // the framing towards the client
  std::uint64_t length = 0;
  bool length_given = false;  // there is no body (HEAD, 304), but its length is sent
  bool keep_alive = true;     // the client's connection
  bool client_http_1_0 = false;
  bool backend_http_1_0 = false;
  bool via = false;
  bool upgrade_to_websocket = false;
  std::string_view set_cookie{};  // the balancer's own; "" if there is none
  std::string_view date{};        // added if the backend sent none (RFC 9110 6.6.1); "" adds none
};

// Writes the backend's fields that are passed on, Date, Set-Cookie and Via.
void write_forwarded_fields(FieldSink& sink, const ForwardedResponse& response);

// The approximate size of these fields in HTTP/1, in bytes.
std::size_t size_of(std::span<const Field> fields);

}  // namespace rrlb
