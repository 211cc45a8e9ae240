// Percent-encoding in URL paths (RFC 3986 2.1).
#pragma once

#include <string>
#include <string_view>

namespace rrlb {

// Encodes a name as one path segment (RFC 3986 3.3).
std::string path_segment(std::string_view name);

// Decodes "127.0.0.1%3A5001" to "127.0.0.1:5001". A "%" without two hex digits stays as it is.
std::string percent_decoded(std::string_view text);

}  // namespace rrlb
