// Puts together what /stats and /metrics show, from what the control thread knows at this moment.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "common/contract/snapshot_json.h"
#include "common/process/process_stats.h"
#include "daemon/balance/fitness/response_times.h"
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

// `entry` is one of the roster's.
BackendSnapshot backend_snapshot(const Roster& roster, const Roster::Entry& entry, Moment now);

// The figures of a backend that are in /metrics but not in /stats.
struct BackendCounts {
  UpstreamTally tally{};
  std::optional<ResponseTimesReading> times{};  // none in the mode "redirect"
};

// By the backends' names.
std::unordered_map<std::string, BackendCounts> read_counts(const Roster& roster);

}  // namespace rrlb
