// Writes a backend's figures as JSON, or as metrics for Prometheus.
//
// The metrics carry the label backend="NAME", so that they can be set beside those of the balancer;
// their names differ from the balancer's, which sees the same backend from the other side:
//
//   rrlb_observed_cpu_percent     gauge    share of one core
//   rrlb_observed_ram_bytes       gauge    resident memory
//   rrlb_observed_uptime_seconds  gauge    since what is observed began
//   rrlb_served_requests_total    counter  application requests that this program answered
//
// What is not known is null in JSON, and is left out of the metrics.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "backend/figures_format.h"
#include "common/process/process_stats.h"

namespace rrlb {

struct BackendFigures {
  std::string name;
  std::uint64_t requests = 0;
  std::optional<ProcessFigures> observed;
};

std::string figures_text(const BackendFigures& figures, FiguresFormat format);

}  // namespace rrlb
