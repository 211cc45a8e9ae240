#include "balance/upstream.h"

#include "balance/response_ewma.h"

namespace rrlb {

std::uint64_t UpstreamCounters::own_failures() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kFailureKinds; ++i) {
    if (failure(static_cast<FailureKind>(i)).side != Side::backend) continue;
    sum += failures[i].load(std::memory_order_relaxed);
  }
  return sum;
}

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

// A response between a load and a store of its time is not counted, which does not matter.
void Upstream::grow_older() {
  const std::uint64_t requests = counters_.requests.load(std::memory_order_relaxed);
  counters_.settled.store(recent_requests_.sample(requests), std::memory_order_relaxed);
  const std::uint64_t before = counters_.response_ewma_us.load(std::memory_order_relaxed);
  const std::uint64_t after = faded_response_ewma(before);
  if (after != before) counters_.response_ewma_us.store(after, std::memory_order_relaxed);
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
