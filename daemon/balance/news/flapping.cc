#include "daemon/balance/news/flapping.h"

namespace rrlb {
namespace {

Milliseconds between(TimePoint from, TimePoint to) {
  return std::chrono::floor<Milliseconds>(to - from);
}

}  // namespace

Flapping::Verdict Flapping::change(const std::string& backend, const std::string& reason,
                                   TimePoint now) {
  forget_settled(now);
  Course& course = courses_[backend];
  if (course.began) {
    ++course.counted;
    course.reason = reason;
    return {false, std::nullopt};
  }
  std::deque<TimePoint>& reported = course.reported;
  while (!reported.empty() && now - reported.front() >= kInterval) reported.pop_front();
  reported.push_back(now);
  if (reported.size() <= kReportedByThemselves) {
    last_reported_.emplace_back(now, backend);
    return {};
  }
  const Summary summary{backend, reported.size(), between(reported.front(), now), reason};
  reported.clear();
  begin_summary(backend, course, now);
  return {false, summary};
}

std::vector<Flapping::Summary> Flapping::take_due(TimePoint now) {
  forget_settled(now);
  std::vector<Summary> due;
  while (!due_.empty() && due_.begin()->first <= now) {
    const std::string backend = due_.begin()->second;
    due_.erase(due_.begin());
    const auto known = courses_.find(backend);
    Course& course = known->second;
    if (course.counted == 0) {  // it has settled, or is gone from the configuration
      courses_.erase(known);
      continue;
    }
    due.push_back({backend, course.counted, between(*course.began, now), course.reason});
    begin_summary(backend, course, now);
  }
  return due;
}

std::optional<TimePoint> Flapping::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

void Flapping::begin_summary(const std::string& backend, Course& course, TimePoint now) {
  course.began = now;
  course.counted = 0;
  due_.emplace(now + kInterval, backend);
}

void Flapping::forget_settled(TimePoint now) {
  for (; !last_reported_.empty() && now - last_reported_.front().first >= kInterval;
       last_reported_.pop_front()) {
    const auto known = courses_.find(last_reported_.front().second);
    if (known == courses_.end() || known->second.began) continue;
    const auto& reported = known->second.reported;
    if (reported.empty() || now - reported.back() >= kInterval) courses_.erase(known);
  }
}

}  // namespace rrlb
