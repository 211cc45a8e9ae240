// Who is logged in: a token of 256 random bits for each log-in, which the browser keeps as a
// cookie.
//
// A session ends when it is logged out, a fixed time after the log-in however much it is used, or
// when its user's password changed. At most 256 there are; then the oldest makes room. Tokens are
// kept as their SHA-256, so that who reads the daemon's memory or a core of it has none.
//
// Pure state: time and randomness come in.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/time.h"

namespace rrlb {

struct SessionFound {
  std::string user;
  Milliseconds left{0};  // until it ends by itself
};

class Sessions {
 public:
  static constexpr std::size_t kMost = 256;

  // Applies to the sessions that there are, too.
  void set_lifetime(Milliseconds lifetime) { lifetime_ = lifetime; }
  Milliseconds lifetime() const { return lifetime_; }

  void begin(std::string_view token, std::string user, TimePoint now);
  std::optional<SessionFound> find(std::string_view token, TimePoint now) const;
  // Returns whose it was; "" if there was none.
  std::string end(std::string_view token);
  // Those of the users that are not to stay.
  void end_unless(const std::function<bool(const std::string& user)>& stays);

  std::size_t size() const { return sessions_.size(); }

 private:
  struct Session {
    std::string user;
    TimePoint began;
  };
  void make_room(TimePoint now);

  Milliseconds lifetime_{0};
  std::unordered_map<std::string, Session> sessions_;  // by the hash of the token
};

}  // namespace rrlb
