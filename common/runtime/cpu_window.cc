#include "runtime/cpu_window.h"

#include <algorithm>

namespace rrlb {
namespace {

constexpr std::chrono::milliseconds kShortest{500};

}  // namespace

double CpuWindow::percent(const Usage& usage, std::chrono::microseconds now) {
  const bool same = last_ && last_->started == usage.started && last_->cpu <= usage.cpu;
  if (same && now - last_time_ < kShortest) return last_percent_;
  const auto used = same ? usage.cpu - last_->cpu : usage.cpu;
  const auto since = same ? last_time_ : usage.started;
  // The kernel counts in ticks of 10 ms: a process younger than that has no share worth the name.
  const auto window = std::max(now - since, std::chrono::microseconds{10'000});
  last_percent_ = 100.0 * static_cast<double>(used.count()) / static_cast<double>(window.count());
  last_ = usage;
  last_time_ = now;
  return last_percent_;
}

}  // namespace rrlb
