// Requests and responses as every part of the relay sees them: heads, fields and the kind of body,
// whatever protocol they came by and go by.
//
// All texts belong to the reader of the head, which says how long they are valid.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rrlb {

// A header field; white space around the value is left out.
struct Field {
  std::string_view name;
  std::string_view value;
};

// How the end of a body is found (RFC 9112 6.3). A body of unknown length is `chunked`.
enum class BodyKind { none, counted, chunked, until_close };

// A request that was read whole and found well-formed.
struct RequestHead {
  std::string_view method;
  std::string_view target;          // as the client sent it
  std::string_view path_and_query;  // of the target; empty for "OPTIONS *"
  std::string_view host;            // of an absolute target, else of the Host field; may be empty
  std::span<const Field> fields;    // in the order in which the client sent them
  BodyKind body = BodyKind::none;
  std::uint64_t length = 0;   // bytes of a counted body
  bool length_given = false;  // there is a Content-Length, even if it is 0
  bool http_1_0 = false;
  bool keep_alive = false;  // the client asks to keep the connection
  bool head_method = false;
  bool expects_continue = false;
  bool upgrades_to_websocket = false;  // asks to, and may (RFC 6455 4.1)
};

// A response that was read whole and found well-formed.
struct ResponseHead {
  int status = 0;
  std::string_view reason;
  bool http_1_0 = false;
  bool keep_alive = false;             // the connection may carry another exchange
  BodyKind body = BodyKind::none;      // of 1xx, 204, 304 and the response to HEAD: none
  std::uint64_t length = 0;            // the value of Content-Length
  bool length_given = false;           // there is one that counts: not in 1xx and 204
  bool upgrades_to_websocket = false;  // 101 to websocket, and to nothing else
  std::span<const Field> fields;       // in the order in which they came
};

}  // namespace rrlb
