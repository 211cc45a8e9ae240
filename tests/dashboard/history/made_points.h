// Points of backends for tests.
#pragma once

#include <string>
#include <vector>

#include "dashboard/history/points.h"

namespace rrlb {

inline const WallTime kDawn{std::chrono::seconds{1'800'000'000}};  // 2027-01-15T08:00:00Z

inline WallTime after(std::int64_t seconds) { return kDawn + std::chrono::seconds{seconds}; }

// A healthy backend "webN" with this many requests per second.
inline HistoryPoint made_point(int number, double rate) {
  HistoryPoint point;
  point.backend = "web" + std::to_string(number);
  point.url = "http://127.0.0.1:" + std::to_string(5000 + number);
  point.status = Status::up;
  point.requests = 1'000;
  point.uptime_seconds = 60;
  point.figures[static_cast<std::size_t>(Column::requests_per_second)] = rate;
  point.figures[static_cast<std::size_t>(Column::health_percent)] = 100.0;
  return point;
}

inline std::vector<HistoryPoint> made_points(int backends, double rate) {
  std::vector<HistoryPoint> points;
  for (int i = 1; i <= backends; ++i) points.push_back(made_point(i, rate));
  return points;
}

// A query for the request rates in a range, with at most this many points.
inline HistoryQuery rates(WallTime from, WallTime to, std::size_t points = 500) {
  return {from, to, points, "", {Column::requests_per_second}};
}

}  // namespace rrlb
