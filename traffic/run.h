// A whole run: reads the statistics, sends the traffic, reads the statistics again, and reports.
#pragma once

#include "traffic/options.h"

namespace rrlb {

// Returns the exit code.
int run_traffic(const TrafficOptions& options);

}  // namespace rrlb
