#include "dashboard/session/password.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <charconv>
#include <stdexcept>

#include "common/base/base64.h"

namespace rrlb {
namespace {

constexpr std::string_view kPrefix = "$scrypt$";
constexpr std::size_t kHashBytes = 32;
constexpr std::uint64_t kLeastMemory = 8U << 20;
constexpr std::uint64_t kMostMemory = 256U << 20;
constexpr std::uint64_t kMostPasses = 16;

// Removes "NAME=NUMBER" and the mark after it from the front of the text.
std::optional<std::uint64_t> take_number(std::string_view& text, std::string_view name, char mark) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(rest - text.data());
  if (error != std::errc{} || length == text.size() || *rest != mark) return std::nullopt;
  text.remove_prefix(length + 1);
  return number;
}

bool affordable(const ScryptCost& cost) {
  if (cost.ln < 1 || cost.ln > 20 || cost.r < 1 || cost.r > 32) return false;
  return cost.p >= 1 && cost.p <= kMostPasses && cost.memory_bytes() >= kLeastMemory &&
         cost.memory_bytes() <= kMostMemory;
}

std::string scrypt(std::string_view password, std::string_view salt, const ScryptCost& cost) {
  std::string key(kHashBytes, '\0');
  const std::uint64_t memory = cost.memory_bytes() + 128 * cost.r * (cost.p + 4) + 4096;
  const int made = EVP_PBE_scrypt(password.data(), password.size(),
                                  reinterpret_cast<const unsigned char*>(salt.data()), salt.size(),
                                  std::uint64_t{1} << cost.ln, cost.r, cost.p, memory,
                                  reinterpret_cast<unsigned char*>(key.data()), key.size());
  if (made != 1) throw std::runtime_error{"scrypt: libcrypto failed, probably out of memory"};
  return key;
}

}  // namespace

std::string PasswordHash::text() const {
  return std::string{kPrefix} + "ln=" + std::to_string(cost.ln) + ",r=" + std::to_string(cost.r) +
         ",p=" + std::to_string(cost.p) + "$" + to_base64(salt) + "$" + to_base64(hash);
}

std::optional<PasswordHash> parse_password_hash(std::string_view text) {
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  const auto ln = take_number(text, "ln=", ',');
  const auto r = take_number(text, "r=", ',');
  const auto p = take_number(text, "p=", '$');
  if (!ln || !r || !p || !affordable({*ln, *r, *p})) return std::nullopt;
  const std::size_t dollar = text.find('$');
  if (dollar == std::string_view::npos) return std::nullopt;
  const auto salt = from_base64(text.substr(0, dollar));
  const auto hash = from_base64(text.substr(dollar + 1));
  const bool sound =
      salt && salt->size() >= 8 && salt->size() <= 64 && hash && hash->size() == kHashBytes;
  if (!sound) return std::nullopt;
  return PasswordHash{{*ln, *r, *p}, *salt, *hash};
}

PasswordHash hash_password(std::string_view password, std::string salt, const ScryptCost& cost) {
  std::string hash = scrypt(password, salt, cost);
  return {cost, std::move(salt), std::move(hash)};
}

bool matches(const PasswordHash& hash, std::string_view password) {
  const std::string given = scrypt(password, hash.salt, hash.cost);
  return given.size() == hash.hash.size() &&
         CRYPTO_memcmp(given.data(), hash.hash.data(), given.size()) == 0;
}

PasswordHash hash_of_nobody(const ScryptCost& cost) {
  // It is infeasible to find a password that scrypt turns into 32 zero bytes.
  return {cost, std::string(16, '\0'), std::string(kHashBytes, '\0')};
}

}  // namespace rrlb
