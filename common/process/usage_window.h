// Turns ever growing CPU counters into the share of a core that is shown.
//
// The first reading is the average since what is observed began; each further one covers the time
// since the reading before it. A reading less than half a second after the last one repeats that
// one's answer (even the answer that there is nothing), and does not begin a new window: two
// pollers must not cut each other's window short.
//
// Counters come and go with what they belong to. One that is gone takes its last slice with it; one
// that was born within the window counts whole; one that is older, but was not there before, counts
// from now on. When none of the last reading's counters is left, what is observed was started anew,
// and so is the window. So no answer is ever negative.
//
// Pure: the caller brings the readings and the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/time.h"

namespace rrlb {

struct ProcessFigures {
  double cpu_percent = 0;  // of one core: 250 is two and a half
  double ram_mb = 0;       // resident, in MiB
  std::chrono::seconds uptime{0};

  bool operator==(const ProcessFigures&) const = default;
};

// CPU time of one process or cgroup, which only grows while that lives.
struct CpuCounter {
  std::uint64_t id = 0;  // never given to another one
  std::chrono::microseconds cpu{0};
  std::chrono::microseconds age{0};
};

// One reading of what is observed.
struct Usage {
  std::vector<CpuCounter> counters;
  std::chrono::microseconds lifetime_cpu{0};  // of what lives now, since `age`
  std::chrono::microseconds age{0};
  std::uint64_t memory_bytes = 0;
};

class UsageWindow {
 public:
  // Whether a reading is due; if not, last() stands.
  bool due(TimePoint now) const;
  const std::optional<ProcessFigures>& last() const { return figures_; }

  // Takes a reading, or nothing while what is observed is away.
  const std::optional<ProcessFigures>& take(const std::optional<Usage>& usage, TimePoint now);

 private:
  double cpu_percent(const Usage& usage, TimePoint now) const;

  std::optional<TimePoint> read_at_;
  std::vector<CpuCounter> counters_;
  std::optional<ProcessFigures> figures_;
};

}  // namespace rrlb
