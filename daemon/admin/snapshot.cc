#include "admin/snapshot.h"

namespace rrlb {
namespace {

BackendSnapshot backend_snapshot(const Upstream& upstream, const BackendConfig& config) {
  BackendSnapshot backend;
  backend.name = upstream.name();
  backend.url = upstream.url().text();
  backend.status = upstream.status();
  backend.since = format_rfc3339(upstream.since());
  backend.weight = static_cast<int>(config.weight);
  backend.requests = upstream.counters().requests.load(std::memory_order_relaxed);
  const ProbeFacts& facts = upstream.facts();
  if (facts.latency) backend.latency_ms = static_cast<double>(facts.latency->count()) / 1000.0;
  backend.cpu_percent = facts.metrics.cpu_percent;
  backend.ram_mb = facts.metrics.ram_mb;
  backend.uptime_seconds = facts.metrics.uptime_seconds;
  backend.last_probe = facts.last_probe;
  return backend;
}

}  // namespace

Snapshot build_snapshot(const Roster& roster, const OwnFacts& own, WallTime now) {
  const Config& config = roster.config();
  Snapshot snapshot;
  snapshot.time = format_rfc3339(now);
  snapshot.balancer.version = own.version;
  snapshot.balancer.uptime_seconds = static_cast<std::uint64_t>(own.uptime.count());
  snapshot.balancer.mode = to_string(config.balancer.mode);
  snapshot.balancer.algorithm = to_string(config.balancer.algorithm);
  snapshot.balancer.requests = own.totals.requests;
  snapshot.balancer.in_flight = own.totals.in_flight;
  if (own.process) {
    snapshot.balancer.cpu_percent = own.process->cpu_percent;
    snapshot.balancer.ram_mb = own.process->ram_mb;
  }
  for (std::size_t i = 0; i < roster.upstreams().size(); ++i) {
    snapshot.backends.push_back(backend_snapshot(*roster.upstreams()[i], config.backends[i]));
  }
  return snapshot;
}

}  // namespace rrlb
