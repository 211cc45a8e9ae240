// Keeps a client with its backend: which cookie names which backend, and what a client's Cookie
// field holds.
//
// A backend's token is a keyed hash of its name, so that it can be neither forged nor read, and is
// the same on every balancer that has the key. The hash itself is the caller's business: this is
// pure text.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/config/config.h"

namespace rrlb {

// The value of the cookie of that name in a Cookie field (RFC 6265 4.2.1); "" if it is not there.
std::string_view cookie_value(std::string_view cookie_field, std::string_view name);

// What a Set-Cookie field says (RFC 6265 4.1): "NAME=TOKEN; Path=/; HttpOnly; SameSite=Lax".
std::string set_cookie_value(const StickyConfig& config, std::string_view token);

// The tokens of all backends: which position each stands for.
class StickyTokens {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  StickyTokens() = default;
  explicit StickyTokens(const std::vector<std::string>& tokens);  // at the backends' positions

  // kNone for a text that is nobody's token.
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
