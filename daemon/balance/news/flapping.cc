#include "daemon/balance/news/flapping.h"

#include <algorithm>

namespace rrlb {
namespace {

Milliseconds between(TimePoint from, TimePoint to) {
  return std::chrono::floor<Milliseconds>(to - from);
}

}  // namespace

Flapping::Verdict Flapping::change(const std::string& backend, const std::string& reason,
                                   TimePoint now) {
  Course& course = courses_[backend];
  if (course.began) {
    ++course.counted;
    course.reason = reason;
    return {false, std::nullopt};
  }
  while (!course.told.empty() && now - course.told.front() >= kInterval) course.told.pop_front();
  course.told.push_back(now);
  if (course.told.size() <= kToldByThemselves) return {};
  const Summary summary{backend, course.told.size(), between(course.told.front(), now), reason};
  course.told.clear();
  course.began = now;
  return {false, summary};
}

std::vector<Flapping::Summary> Flapping::take_due(TimePoint now) {
  std::vector<Summary> due;
  for (auto& [backend, course] : courses_) {
    if (!course.began || now - *course.began < kInterval) continue;
    if (course.counted == 0) {
      course.began.reset();
      continue;
    }
    due.push_back({backend, course.counted, between(*course.began, now), course.reason});
    course.began = now;
    course.counted = 0;
  }
  // Those that have long settled, or are gone from the configuration.
  std::erase_if(courses_, [now](const auto& known) {
    const Course& course = known.second;
    return !course.began && (course.told.empty() || now - course.told.back() >= kInterval);
  });
  return due;
}

std::optional<TimePoint> Flapping::next_due() const {
  std::optional<TimePoint> next;
  for (const auto& [backend, course] : courses_) {
    if (course.began) next = std::min(next.value_or(TimePoint::max()), *course.began + kInterval);
  }
  return next;
}

}  // namespace rrlb
