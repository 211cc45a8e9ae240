// Base64 without its padding (RFC 4648 4 and 5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

std::string to_base64(std::string_view bytes);

// With "-" and "_" for "+" and "/": for cookies and URLs.
std::string to_base64url(std::string_view bytes);

// Nothing if a character is none of to_base64's, or if bits are left over.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace rrlb
