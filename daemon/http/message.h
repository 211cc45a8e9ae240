// Requests and responses as all parts of the relay see them: heads, fields and the kind of body,
// independent of the protocol on either side.
//
// All texts belong to the reader of the head, which documents how long they are valid.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rrlb {

// A header field, without the white space around the value.
struct Field {
  std::string_view name;
  std::string_view value;
};

// How the end of a body is found (RFC 9112 6.3). A body of unknown length is `chunked`.
enum class BodyKind { none, counted, chunked, until_close };

// The head of a request that was read completely and is well-formed.
struct RequestHead {
  std::string_view method;
  std::string_view target;          // as the client sent it
  std::string_view path_and_query;  // of the target; empty for "OPTIONS *"
  std::string_view host;  // of an absolute target, otherwise of the Host field; may be empty
  std::span<const Field> fields;  // in the order in which the client sent them
  BodyKind body = BodyKind::none;
  std::uint64_t length = 0;   // bytes of a counted body
  bool length_given = false;  // there is a Content-Length, even if it is 0
  bool http_1_0 = false;
  bool keep_alive = false;  // the client asks to keep the connection
  bool head_method = false;
  bool expects_continue = false;
  bool upgrades_to_websocket = false;  // it asks to, and is allowed to (RFC 6455 4.1)
};

// The head of a response that was read completely and is well-formed.
struct ResponseHead {
  int status = 0;
  std::string_view reason;
  bool http_1_0 = false;
  bool keep_alive = false;         // the connection may carry another exchange
  BodyKind body = BodyKind::none;  // always `none` for 1xx, 204, 304 and the response to HEAD
  std::uint64_t length = 0;        // the value of Content-Length
  bool length_given = false;       // there is a Content-Length that counts; never in 1xx and 204
  bool upgrades_to_websocket = false;  // 101 with an upgrade to websocket
  std::span<const Field> fields;       // in the order in which the backend sent them
};

}  // namespace rrlb
