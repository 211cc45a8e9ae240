// Formats a backend's figures as JSON, or as metrics for Prometheus.
//
// The metrics have the label backend="NAME", so that they can be joined with those of the balancer.
// Their names differ from the balancer's, which measures the same backend from the other side:
//
//   rrlb_observed_cpu_percent     gauge    share of one core
//   rrlb_observed_ram_bytes       gauge    resident memory
//   rrlb_observed_uptime_seconds  gauge    time since the observed process started
//   rrlb_served_requests_total    counter  application requests that this program answered
//
// An unknown figure is null in JSON, and absent from the metrics.
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
