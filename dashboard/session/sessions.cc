#include "dashboard/session/sessions.h"

#include <algorithm>

#include "dashboard/session/token.h"

namespace rrlb {

void Sessions::begin(std::string_view token, std::string user, TimePoint now) {
  make_room(now);
  sessions_[sha256(token)] = {std::move(user), now};
}

std::optional<SessionFound> Sessions::find(std::string_view token, TimePoint now) const {
  const auto found = sessions_.find(sha256(token));
  if (found == sessions_.end()) return std::nullopt;
  const auto left = found->second.began + lifetime_ - now;
  if (left <= TimePoint::duration{0}) return std::nullopt;
  return SessionFound{found->second.user, std::chrono::ceil<Milliseconds>(left)};
}

std::string Sessions::end(std::string_view token) {
  const auto found = sessions_.find(sha256(token));
  if (found == sessions_.end()) return {};
  std::string user = std::move(found->second.user);
  sessions_.erase(found);
  return user;
}

void Sessions::end_unless(const std::function<bool(const std::string& user)>& stays) {
  std::erase_if(sessions_, [&stays](const auto& entry) { return !stays(entry.second.user); });
}

void Sessions::make_room(TimePoint now) {
  std::erase_if(sessions_,
                [&](const auto& entry) { return entry.second.began + lifetime_ <= now; });
  if (sessions_.size() < kMost) return;
  sessions_.erase(std::min_element(
      sessions_.begin(), sessions_.end(),
      [](const auto& a, const auto& b) { return a.second.began < b.second.began; }));
}

}  // namespace rrlb
