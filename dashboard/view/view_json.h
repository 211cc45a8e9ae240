// The body of /api/stats, and of each "stats" event of the stream.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/base/wall_time.h"
#include "dashboard/view/view.h"

namespace rrlb {

// Further facts for the page.
struct PageFacts {
  std::chrono::milliseconds interval{2'000};
  std::string history = "off";  // "on", "off" or "paused"
  std::string history_why;      // the reason for a pause
  std::optional<WallTime> history_since;
  bool controls = false;  // users can log in
};

std::string stats_json(const View& view, const PageFacts& facts, WallTime now);

}  // namespace rrlb
