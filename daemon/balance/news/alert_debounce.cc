#include "daemon/balance/news/alert_debounce.h"

#include <chrono>

#include "common/base/duration.h"

namespace rrlb {
namespace {

constexpr int kWindowsRemembered = 12;
constexpr unsigned kFlapping = 4;

bool is_news(const StatusChange& change) {
  if (change.before == change.after) return false;
  return change.before != Status::unknown || change.after == Status::down ||
         change.after == Status::ejected;
}

std::string flapping(unsigned changes, TimePoint::duration lasted, const std::string& reason) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(lasted);
  return "flapping: " + std::to_string(changes) + " changes in " + describe_duration(seconds) +
         (reason.empty() ? "" : ", last: " + reason);
}

}  // namespace

void AlertDebounce::record(StatusChange change, TimePoint now) {
  const auto [at, is_new] = stories_.try_emplace(change.backend);
  Story& story = at->second;
  const Status before = is_new ? change.before : story.alert.change.before;
  story.alert.changes = is_new ? 1 : story.alert.changes + 1;
  story.alert.change = std::move(change);
  story.alert.change.before = before;
  story.last = now;
  if (is_new) {
    story.first = now;
    story.forgotten = now + kWindowsRemembered * window_;
  }
  if (is_new || story.undone) plan(story, now + window_);
  story.undone = false;
}

std::vector<Alert> AlertDebounce::take_due(TimePoint now) {
  std::vector<Alert> alerts;
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto at = stories_.find(due_.begin()->second);
    if (close(at->second, now, alerts)) {
      due_.erase(due_.begin());
      stories_.erase(at);
    } else {
      plan(at->second, at->second.forgotten);
    }
  }
  return alerts;
}

std::optional<TimePoint> AlertDebounce::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

void AlertDebounce::plan(Story& story, TimePoint due) {
  due_.erase({story.due, story.alert.change.backend});
  story.due = due;
  due_.insert({story.due, story.alert.change.backend});
}

bool AlertDebounce::close(Story& story, TimePoint now, std::vector<Alert>& alerts) {
  Alert& alert = story.alert;
  if (!is_news(alert.change)) {
    if (alert.change.before != alert.change.after) return true;  // new, and that is no news
    story.undone = true;
    if (now < story.forgotten) return false;
    if (alert.changes < kFlapping) return true;
    alert.change.reason = flapping(alert.changes, story.last - story.first, alert.change.reason);
  }
  alerts.push_back(std::move(alert));
  return true;
}

}  // namespace rrlb
