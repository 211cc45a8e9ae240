#include "dashboard/session/token.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace rrlb {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    throw std::runtime_error{"libcrypto has no random bytes"};
  }
  return bytes;
}

std::string sha256(std::string_view text) {
  std::string digest(32, '\0');
  if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                 EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error{"libcrypto has no SHA-256"};
  }
  return digest;
}

}  // namespace rrlb
