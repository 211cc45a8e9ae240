// Base64 without padding (RFC 4648 4 and 5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

std::string to_base64(std::string_view bytes);

// For cookies and URLs: uses "-" and "_" in place of "+" and "/".
std::string to_base64url(std::string_view bytes);

// Returns nothing if the text contains another character or has bits left over.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace rrlb
