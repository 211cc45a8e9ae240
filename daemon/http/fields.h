// What every part of the relay says about a message: its fields, and how its body is framed.
#pragma once

#include <string_view>

namespace rrlb {

// A field line, white space around the value left out. The texts belong to whoever read the head.
struct Field {
  std::string_view name;
  std::string_view value;
};

// How the end of a body is found (RFC 9112 6.3).
enum class BodyKind { none, counted, chunked, until_close };

}  // namespace rrlb
