// A whole run: the balancer's figures, the traffic, the figures again, the verdict, the report.
#pragma once

#include "traffic/options.h"

namespace rrlb {

// Returns the exit code.
int run_traffic(const TrafficOptions& options);

}  // namespace rrlb
