// The figures as Prometheus' text format 0.0.4 has them. Names are a contract; units are base
// units.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "common/base/wall_time.h"
#include "common/contract/snapshot_json.h"
#include "daemon/admin/snapshot.h"
#include "daemon/balance/fitness/response_times.h"
#include "daemon/state/reloads.h"
#include "daemon/worker/workers.h"

namespace rrlb {

inline constexpr const char* kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

struct ProcessTotals {
  double cpu_seconds = 0;
  WallTime started{};
};

// What /metrics tells and /stats does not.
struct BesideSnapshot {
  std::unordered_map<std::string, BackendCounts> backends{};  // by name
  ReloadTally reloads{};
  ProcessTotals process{};
  ResponseTimesReading control_lag{};  // of the control thread's loop
};

// A figure that is not known has no sample.
std::string prometheus_text(const Snapshot& snapshot, const WorkerTotals& totals,
                            const BesideSnapshot& beside);

}  // namespace rrlb
