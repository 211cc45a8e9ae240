// Decides how much of its weight a backend gets that has just returned: 10 % at once, then 10 %
// more in each ninth of `slow_start`, so that it has all of it when that time is over.
//
// For one that was DOWN or EJECTED: its caches are cold, and all that waits would come at once. Not
// for one that is UP by its first probe: when the daemon begins there is no other to spare it, and
// one that a reload brought is not taken for ill. Which it was, the caller knows.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/clock.h"

namespace rrlb {

// 10 to 100, in steps of 10; 100 for one that never returned, or when `slow_start` is 0.
unsigned slow_start_percent(Milliseconds slow_start, std::optional<TimePoint> returned,
                            TimePoint now);

// When that changes next; none if it has its whole weight.
std::optional<TimePoint> next_slow_start_step(Milliseconds slow_start,
                                              std::optional<TimePoint> returned, TimePoint now);

}  // namespace rrlb
