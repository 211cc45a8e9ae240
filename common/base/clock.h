// The clock that only goes forward. Pure: the caller brings the time.
#pragma once

#include <chrono>

namespace rrlb {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Milliseconds = std::chrono::milliseconds;

}  // namespace rrlb
