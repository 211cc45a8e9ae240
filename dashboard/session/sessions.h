// The sessions of logged-in users. Each has a token of 256 random bits, which the browser keeps as a
// cookie.
//
// A session ends at the logout, at a fixed time after the login, or when its user's password
// changes. There are at most 256 sessions; a new one then replaces the oldest. Only the SHA-256 of
// each token is kept, so that a core dump does not reveal tokens.
//
// Reads no clock and no random source; the caller passes both.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/clock.h"

namespace rrlb {

struct SessionFound {
  std::string user;
  Milliseconds left{0};  // until it expires
};

class Sessions {
 public:
  static constexpr std::size_t kMost = 256;

  // Applies to existing sessions, too.
  void set_lifetime(Milliseconds lifetime) { lifetime_ = lifetime; }
  Milliseconds lifetime() const { return lifetime_; }

  void begin(std::string_view token, std::string user, TimePoint now);
  std::optional<SessionFound> find(std::string_view token, TimePoint now) const;
  // Ends the session and returns its user, or "" if there was no such session.
  std::string end(std::string_view token);
  // Ends the sessions of all users for which `stays` is false.
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
