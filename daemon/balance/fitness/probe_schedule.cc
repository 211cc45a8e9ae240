#include "daemon/balance/fitness/probe_schedule.h"

#include <algorithm>

#include "common/base/clock.h"

namespace rrlb {
namespace {

constexpr Milliseconds kApart{5};
constexpr std::int64_t kJitterPercent = 10;

}  // namespace

Milliseconds ProbeSchedule::first_delay(std::size_t position, std::size_t count,
                                        Milliseconds interval) {
  const auto at = static_cast<std::int64_t>(position);
  const auto all = static_cast<std::int64_t>(std::max<std::size_t>(count, 1));
  return std::min(kApart * at, interval * at / all);
}

Milliseconds ProbeSchedule::next_delay(Milliseconds interval) {
  // splitmix64 (Steele, Lea, Flood 2014): one step is random enough to keep probes apart.
  state_ += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  mixed ^= mixed >> 31;
  const std::int64_t most = interval.count() * kJitterPercent / 100;
  const auto less = static_cast<std::int64_t>(mixed % static_cast<std::uint64_t>(most + 1));
  return interval - Milliseconds{less};
}

}  // namespace rrlb
