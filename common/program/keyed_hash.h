// HMAC-SHA256 (RFC 2104) by OpenSSL's libcrypto, and hexadecimal text.
#pragma once

#include <string>
#include <string_view>

namespace rrlb {

// Returns 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);

std::string to_hex(std::string_view bytes);  // lower case

}  // namespace rrlb
