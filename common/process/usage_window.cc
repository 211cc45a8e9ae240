#include "common/process/usage_window.h"

#include <algorithm>

namespace rrlb {
namespace {

using std::chrono::microseconds;

constexpr Milliseconds kShortestWindow{500};

double percent(microseconds cpu, microseconds time) {
  if (time.count() <= 0 || cpu.count() <= 0) return 0;
  return 100.0 * static_cast<double>(cpu.count()) / static_cast<double>(time.count());
}

}  // namespace

bool UsageWindow::due(TimePoint now) const {
  return !read_at_ || now - *read_at_ >= kShortestWindow;
}

const std::optional<ProcessFigures>& UsageWindow::take(const std::optional<Usage>& usage,
                                                       TimePoint now) {
  figures_.reset();
  if (usage) {
    figures_ = ProcessFigures{cpu_percent(*usage, now),
                              static_cast<double>(usage->memory_bytes) / (1024.0 * 1024.0),
                              std::chrono::floor<std::chrono::seconds>(usage->age)};
  }
  counters_ = usage ? usage->counters : std::vector<CpuCounter>{};
  read_at_ = now;
  return figures_;
}

double UsageWindow::cpu_percent(const Usage& usage, TimePoint now) const {
  const auto window =
      read_at_ ? std::chrono::duration_cast<microseconds>(now - *read_at_) : microseconds{0};
  microseconds spent{0};
  bool goes_on = false;
  for (const CpuCounter& counter : usage.counters) {
    const auto before = std::find_if(counters_.begin(), counters_.end(),
                                     [&](const auto& known) { return known.id == counter.id; });
    if (before != counters_.end()) {
      goes_on = true;
      spent += std::max(counter.cpu - before->cpu, microseconds{0});
    } else if (counter.age <= window) {
      spent += counter.cpu;
    }
  }
  return goes_on ? percent(spent, window) : percent(usage.lifetime_cpu, usage.age);
}

}  // namespace rrlb
