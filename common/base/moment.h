// One moment by both clocks: to count from, and to be told.
#pragma once

#include "common/base/clock.h"
#include "common/base/wall_time.h"

namespace rrlb {

struct Moment {
  TimePoint steady;
  WallTime wall;
};

}  // namespace rrlb
