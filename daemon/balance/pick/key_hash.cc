#include "daemon/balance/pick/key_hash.h"

#include <cstddef>

namespace rrlb {
namespace {

constexpr std::uint64_t kFactor = 0xc6a4a7935bd1e995;
constexpr unsigned kShift = 47;

// Little-endian on every machine; compilers turn it into one load.
std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    number |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return number;
}

}  // namespace

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = text.size() * kFactor;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t part = number_of(text.substr(0, 8)) * kFactor;
    part = (part ^ (part >> kShift)) * kFactor;
    hash = (hash ^ part) * kFactor;
  }
  if (!text.empty()) hash = (hash ^ number_of(text)) * kFactor;
  hash = (hash ^ (hash >> kShift)) * kFactor;
  return hash ^ (hash >> kShift);
}

}  // namespace rrlb
