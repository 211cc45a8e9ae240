// Random bytes that nobody can guess, and SHA-256, both by OpenSSL's libcrypto.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rrlb {

// Throws std::runtime_error if the system has none to give.
std::string random_bytes(std::size_t count);

std::string sha256(std::string_view text);  // 32 bytes

}  // namespace rrlb
