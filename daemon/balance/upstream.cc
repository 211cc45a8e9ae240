#include "balance/upstream.h"

namespace rrlb {

bool Upstream::record_probe(ProbeResult result, std::chrono::microseconds latency, LastProbe what,
                            WallTime now) {
  facts_.last_probe = std::move(what);
  facts_.latency = result == ProbeResult::passed ? std::optional{latency} : std::nullopt;
  const bool changed = health_.record(result);
  if (changed) since_ = now;
  if (health_.health() != Health::healthy) facts_.metrics = {};
  return changed;
}

void Upstream::record_metrics(std::optional<BackendMetrics> metrics) {
  facts_.metrics = metrics && health_.health() == Health::healthy ? *metrics : BackendMetrics{};
}

bool Upstream::record_ip(const std::string& ip) {
  if (facts_.ip == ip) return false;
  facts_.ip = ip;
  return true;
}

Status Upstream::status() const {
  switch (health_.health()) {
    case Health::unknown:
      return Status::unknown;
    case Health::healthy:
      return Status::up;
    case Health::unhealthy:
      return Status::down;
  }
  return Status::unknown;
}

}  // namespace rrlb
