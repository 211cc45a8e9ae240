// The heads that the balancer passes on: a client's request as the backend gets it, and a backend's
// response as the client gets it.
//
// What a message says of one connection ends here, both ways (RFC 9110 7.6.1): Connection and the
// fields it names, Keep-Alive, Proxy-Connection, Proxy-Authenticate, Proxy-Authorization, TE,
// Transfer-Encoding, Upgrade, HTTP2-Settings, Close. Framing, Host, Expect, Connection and Upgrade
// are then written anew from what was parsed, never from the fields; the only upgrade there is, is
// to WebSocket, so that no "Upgrade: h2c" comes through. Trailer and all else is passed on as it
// came, in its order.
//
// A Connection field cannot make vanish what others rely on: what the balancer writes itself, Date,
// Authorization, Cache-Control and Content-*. (RFC 9110 7.6.1 forbids naming those, and a client
// that names X-Forwarded-For or Authorization is up to something.)
//
// Who the client is, the backend learns from X-Forwarded-For, -Proto and -Host and from Forwarded
// (RFC 7239). Of a peer that is not trusted all these are replaced, and any other X-Forwarded-* and
// X-Real-IP left out. Of a trusted one, X-Forwarded-For and Forwarded are added to, and the others
// kept.
//
// A name is known by its letters with "_" taken for "-": a backend that speaks CGI cannot tell
// X_Forwarded_For from X-Forwarded-For. So spelt, a field of those above is left out whoever sent
// it. Left out of requests too: Proxy, which CGI makes HTTP_PROXY of (CVE-2016-5385).
//
// Pure text. The method, the target and Host are valid, for their reader refuses others; no CR, LF
// or NUL is ever written all the same (head_writer.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/config/config.h"
#include "daemon/http/fields.h"

namespace rrlb {

// What goes to the backend.
struct ForwardedRequest {
  std::string_view method;
  std::string_view path_prefix;        // of the backend's url: "" or "/app"
  std::string_view path_and_query;     // of the target; "" or "?q": "/" is put before; or "*"
  std::string_view host;               // the client's; "" if it named none (HTTP/1.0)
  std::string_view backend_authority;  // "web1:8080"
  bool http_1_0 = false;               // what the client spoke
  BodyKind body = BodyKind::none;      // none, counted or chunked
  std::uint64_t length = 0;            // of a counted body
  bool length_given = false;           // without a body, the client said so: Content-Length: 0
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

// Without a Host of the client, the backend is told its own: HTTP/1.1 must have one.
void append_request(std::string& out, const ForwardedRequest& request, const ClientFacts& client,
                    const ForwardingStyle& style);

// What goes to the client.
struct ForwardedResponse {
  int status = 200;
  std::string_view reason;
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

// An interim response (1xx but 101) says nothing of the connection, nor of a length.
void append_response(std::string& out, const ForwardedResponse& response);

}  // namespace rrlb
