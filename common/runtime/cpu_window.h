// Turns readings of used CPU time into a share of one core.
//
// The share is that of the time since the last reading; the first one covers the time since the
// process began. Readings closer together than half a second repeat the last answer, so that two
// pollers do not cut each other's window short. A process that was started anew begins a new
// window.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace rrlb {

// What a process, or all of a cgroup, has used up to now. Times are since boot.
struct Usage {
  std::chrono::microseconds cpu{0};
  std::chrono::microseconds started{0};
  std::uint64_t ram_bytes = 0;
};

class CpuWindow {
 public:
  // In percent of one core, never negative.
  double percent(const Usage& usage, std::chrono::microseconds now);

 private:
  std::optional<Usage> last_;
  std::chrono::microseconds last_time_{0};
  double last_percent_ = 0;
};

}  // namespace rrlb
