// The last 30 points of each backend for the small charts: requests per second, and health.
//
// A point is added at every interval; it is a gap if nothing is known. Reads no clock; the caller
// passes the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "common/base/wall_time.h"
#include "dashboard/view/view.h"

namespace rrlb {

class Recent {
 public:
  static constexpr std::size_t kPoints = 30;

  void add(const View& view, WallTime now);

  // The body of /api/recent: columns, the oldest point first.
  std::string json(std::chrono::milliseconds interval) const;

 private:
  struct Series {
    std::string backend;
    std::deque<std::optional<double>> requests_per_second;
    std::deque<std::optional<double>> health_percent;

    void add(std::optional<double> rate, std::optional<double> health);
    bool empty() const;
  };

  std::deque<std::int64_t> times_;  // epoch milliseconds
  std::vector<Series> series_;      // each as long as times_
};

}  // namespace rrlb
