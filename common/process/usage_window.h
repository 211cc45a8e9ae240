// Turns growing CPU counters into the share of a core in use.
//
// The first reading gives the average since the start of the process; each further reading covers
// the time since the previous one. A reading less than half a second after the previous one repeats
// its result and does not begin a new window, so that two pollers do not shorten each other's
// windows.
//
// Counters appear and vanish with their processes. The last slice of a counter that vanished is
// lost. A counter that was created within the window counts in full. An older counter that appears
// counts from now on. If no counter of the previous reading is left, the process was restarted, and
// the window begins again. So the share is never negative.
//
// Reads neither the clock nor any file: the caller passes the readings and the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/clock.h"

namespace rrlb {

struct ProcessFigures {
  double cpu_percent = 0;  // of one core: 250 means two and a half cores
  double ram_mb = 0;       // resident, in MiB
  std::chrono::seconds uptime{0};

  bool operator==(const ProcessFigures&) const = default;
};

// The CPU time of one process or cgroup. It only grows.
struct CpuCounter {
  std::uint64_t id = 0;  // never reused
  std::chrono::microseconds cpu{0};
  std::chrono::microseconds age{0};
};

// One reading of a process or cgroup.
struct Usage {
  std::vector<CpuCounter> counters;
  std::chrono::microseconds lifetime_cpu{0};  // of the processes running now, over their life
  std::chrono::microseconds age{0};
  std::uint64_t memory_bytes = 0;
};

class UsageWindow {
 public:
  // Whether a reading is due; if not, last() is still valid.
  bool due(TimePoint now) const;
  const std::optional<ProcessFigures>& last() const { return figures_; }

  // Adds a reading, or nothing while the process or cgroup does not exist.
  const std::optional<ProcessFigures>& take(const std::optional<Usage>& usage, TimePoint now);

 private:
  double cpu_percent(const Usage& usage, TimePoint now) const;

  std::optional<TimePoint> read_at_;
  std::vector<CpuCounter> counters_;
  std::optional<ProcessFigures> figures_;
};

}  // namespace rrlb
