// All that is about time. A header includes the part that it needs.
#pragma once

#include "common/base/clock.h"
#include "common/base/duration.h"
#include "common/base/moment.h"
#include "common/base/wall_time.h"
