// What requests and responses have in common.
#pragma once

#include <string_view>

namespace rrlb {

// One header field. The texts belong to whoever parsed them.
struct Field {
  std::string_view name;
  std::string_view value;
};

// How the end of a message's body is known (RFC 9112 6.3).
enum class BodyKind { none, counted, chunked, until_close };

}  // namespace rrlb
