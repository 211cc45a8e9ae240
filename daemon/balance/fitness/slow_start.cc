#include "daemon/balance/fitness/slow_start.h"

#include <algorithm>

namespace rrlb {
namespace {

constexpr int kSteps = 9;  // after the first 10 %

// How many have been made.
int steps_made(Milliseconds slow_start, std::optional<TimePoint> returned, TimePoint now) {
  if (!returned || now - *returned >= slow_start) return kSteps;
  const Clock::duration since = std::max(Clock::duration{0}, now - *returned);
  return static_cast<int>(since * kSteps / Clock::duration{slow_start});
}

}  // namespace

unsigned slow_start_percent(Milliseconds slow_start, std::optional<TimePoint> returned,
                            TimePoint now) {
  return 10 + 10 * static_cast<unsigned>(steps_made(slow_start, returned, now));
}

std::optional<TimePoint> next_slow_start_step(Milliseconds slow_start,
                                              std::optional<TimePoint> returned, TimePoint now) {
  const int made = steps_made(slow_start, returned, now);
  if (made == kSteps) return {};
  // Rounded up, so that the step has been made when the time has come.
  const Clock::duration all{slow_start};
  return *returned + (all * (made + 1) + Clock::duration{kSteps - 1}) / kSteps;
}

}  // namespace rrlb
