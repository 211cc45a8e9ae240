// Cryptographically secure random bytes and SHA-256, by OpenSSL's libcrypto.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rrlb {

// Throws std::runtime_error if the system provides none.
std::string random_bytes(std::size_t count);

std::string sha256(std::string_view text);  // 32 bytes

}  // namespace rrlb
