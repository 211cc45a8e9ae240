// Puts together what /stats and /metrics show, from what the control thread knows at this moment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/contract/snapshot_json.h"
#include "common/process/process_stats.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/worker/workers.h"

namespace rrlb {

// Of the balancer itself.
struct OwnFacts {
  std::string version;
  std::chrono::seconds uptime{0};
  WorkerTotals totals;
  std::optional<ProcessFigures> process;
  bool panic = false;
};

Snapshot build_snapshot(const Roster& roster, const OwnFacts& own, Moment now);

// Of the backend at this place of the roster.
BackendSnapshot backend_snapshot(const Roster& roster, std::size_t position, Moment now);

// Of each backend, in the snapshot's order; none in the mode "redirect", which sees no responses.
std::vector<ResponseTimesReading> read_response_times(const Roster& roster);

// Of each backend, in the snapshot's order.
std::vector<UpstreamTally> read_tallies(const Roster& roster);

}  // namespace rrlb
