// The figures as Prometheus' text format 0.0.4 has them. Names are a contract; units are base
// units.
#pragma once

#include <string>
#include <vector>

#include "admin/totals.h"
#include "balance/response_times.h"
#include "core/snapshot_json.h"

namespace rrlb {

inline constexpr const char* kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

// A figure that is not known has no sample. `times` are the backends' response times in their
// order, or none.
std::string prometheus_text(const Snapshot& snapshot, const WorkerTotals& totals,
                            const std::vector<ResponseTimesReading>& times);

}  // namespace rrlb
