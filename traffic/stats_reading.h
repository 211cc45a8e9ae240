// Reads the balancer's statistics, before and after the traffic.
#pragma once

#include <optional>
#include <string>

#include "common/contract/snapshot_json.h"
#include "common/endpoint/resolver.h"
#include "common/event/event_loop.h"
#include "traffic/options.h"

namespace rrlb {

struct StatsReading {
  std::optional<Snapshot> snapshot;
  std::string problem;       // why there is no snapshot: "404 Not Found", "not JSON"
  bool unreachable = false;  // no response at all, so other requests would fail, too
};

// Runs the loop until the statistics have been read.
StatsReading read_stats(EventLoop& loop, Resolver& resolver, const TrafficOptions& options);

}  // namespace rrlb
