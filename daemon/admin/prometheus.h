// The figures as Prometheus' text format 0.0.4 has them. Names are a contract; units are base
// units.
#pragma once

#include <string>

#include "admin/totals.h"
#include "core/snapshot_json.h"

namespace rrlb {

inline constexpr const char* kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

// A figure that is not known has no sample.
std::string prometheus_text(const Snapshot& snapshot, const WorkerTotals& totals);

}  // namespace rrlb
