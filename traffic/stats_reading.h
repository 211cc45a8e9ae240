// The balancer's own figures, asked for before and after the traffic.
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
  bool unreachable = false;  // nobody answered at all, so no request will be either
};

// Asks for them; runs the loop until they are there.
StatsReading read_stats(EventLoop& loop, Resolver& resolver, const TrafficOptions& options);

}  // namespace rrlb
