// Passwords are stored as salted scrypt hashes (RFC 7914). scrypt is slow and needs memory by
// design, so that guessing passwords is expensive even with a stolen file.
//
// The text is in PHC string format, which other password programs use, too:
//
//   $scrypt$ln=15,r=8,p=3$SALT$HASH      base64 without padding; N is 2^ln
//
// New hashes use parameters of OWASP's Password Storage Cheat Sheet: 32 MiB and about 0.2 s. Hashes
// with other parameters are accepted from 8 to 256 MiB and up to p=16, so that no file makes the
// daemon use more.
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

// Returns nothing if the text is not a hash or its cost is out of bounds.
std::optional<PasswordHash> parse_password_hash(std::string_view text);

// Both take as long as the cost implies, and throw std::runtime_error if memory runs out.
PasswordHash hash_password(std::string_view password, std::string salt, const ScryptCost& cost);
bool matches(const PasswordHash& hash, std::string_view password);

// A hash of this cost that no password matches. Comparing with it only takes the usual time.
PasswordHash hash_of_nobody(const ScryptCost& cost);

}  // namespace rrlb
