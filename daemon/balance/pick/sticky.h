// Keeps a client at its backend: which cookie value names which backend, and how to read a Cookie
// field.
//
// A backend's token is a keyed hash of its name. It can be neither forged nor read, and is the same
// on every balancer with the same key. The caller computes the hash; this is text only.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/config/config.h"

namespace rrlb {

// The value of the cookie of that name in a Cookie field (RFC 6265 4.2.1); "" if there is none.
std::string_view cookie_value(std::string_view cookie_field, std::string_view name);

// The value of a Set-Cookie field (RFC 6265 4.1): "NAME=TOKEN; Path=/; HttpOnly; SameSite=Lax".
std::string set_cookie_value(const StickyConfig& config, std::string_view token);

// Maps the tokens of all backends to the backends' positions.
class StickyTokens {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  StickyTokens() = default;
  explicit StickyTokens(const std::vector<std::string>& tokens);  // by the backends' positions

  // kNone if the text is not a token.
  std::size_t position_of(std::string_view token) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> positions_;
};

}  // namespace rrlb
