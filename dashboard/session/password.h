// How a password is kept: as a salted hash by scrypt (RFC 7914), which is slow and needs memory by
// intent, so that who steals the file has to work for each guess.
//
// In text, as password programs elsewhere write it (PHC string format):
//
//   $scrypt$ln=15,r=8,p=3$SALT$HASH      base64 without padding; N is 2^ln
//
// New hashes take the parameters that OWASP's Password Storage Cheat Sheet names: 32 MiB and about
// 0.2 s. Others are taken too, from 8 to 256 MiB, and at most 16 times as much work as memory: no
// file makes the daemon use more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

struct ScryptCost {
  std::uint64_t ln = 15;
  std::uint64_t r = 8;
  std::uint64_t p = 3;

  std::uint64_t memory_bytes() const { return (std::uint64_t{128} << ln) * r; }
  bool operator==(const ScryptCost&) const = default;
};

struct PasswordHash {
  ScryptCost cost;
  std::string salt;
  std::string hash;

  std::string text() const;
  bool operator==(const PasswordHash&) const = default;
};

// Nothing if it is not one, or if its cost is out of bounds.
std::optional<PasswordHash> parse_password_hash(std::string_view text);

// Take as long as the cost says. Throw std::runtime_error if there is no memory for it.
PasswordHash hash_password(std::string_view password, std::string salt, const ScryptCost& cost);
bool matches(const PasswordHash& hash, std::string_view password);

// A hash that no password has, of this cost: who compares with it learns only how long that takes.
PasswordHash hash_of_nobody(const ScryptCost& cost);

}  // namespace rrlb
