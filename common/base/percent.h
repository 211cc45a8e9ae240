// Percent-encoding, as a path has it (RFC 3986 2.1).
#pragma once

#include <string>
#include <string_view>

namespace rrlb {

// A name as one segment of a path (RFC 3986 3.3).
std::string path_segment(std::string_view name);

// The same backwards: "127.0.0.1%3A5001" -> "127.0.0.1:5001"; what is no triple stays as it is.
std::string percent_decoded(std::string_view text);

}  // namespace rrlb
