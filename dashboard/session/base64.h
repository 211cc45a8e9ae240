// Base64 (RFC 4648 4) without its padding, as password files have it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

std::string to_base64(std::string_view bytes);

// Nothing if a character is none of the alphabet, or if bits are left over.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace rrlb
