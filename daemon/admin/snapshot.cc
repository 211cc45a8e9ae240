#include "daemon/admin/snapshot.h"

#include <algorithm>

namespace rrlb {
namespace {

std::uint64_t value_of(const UpstreamCounters::Counter& counter) {
  return counter.load(std::memory_order_relaxed);
}

std::map<std::string, std::uint64_t> failures_by_kind(const UpstreamCounters& counters) {
  std::map<std::string, std::uint64_t> counts;
  for (std::size_t i = 0; i < kFailureKinds; ++i) {
    const Failure& kind = failure(static_cast<FailureKind>(i));
    if (kind.side == Side::backend) counts[std::string{kind.name}] = value_of(counters.failures[i]);
  }
  return counts;
}

std::optional<ResponsePercentiles> percentiles(const ResponseTimes& times) {
  if (times.count() == 0) return std::nullopt;
  const auto ms = [&times](double share) {
    return static_cast<double>(times.percentile(share).count()) / 1000.0;
  };
  return ResponsePercentiles{ms(0.5), ms(0.9), ms(0.99)};
}

// What is seen of requests that are carried.
void add_carried(BackendSnapshot& backend, const UpstreamCounters& counters) {
  backend.in_flight = value_of(counters.in_flight);
  backend.responses.emplace();
  std::transform(counters.responses.begin(), counters.responses.end(), backend.responses->begin(),
                 value_of);
  backend.failures = counters.own_failures();
  backend.failures_by_kind = failures_by_kind(counters);
  backend.retries = value_of(counters.retries);
  backend.bytes_sent = value_of(counters.bytes_sent);
  backend.bytes_received = value_of(counters.bytes_received);
  backend.connections =
      ConnectionCounts{value_of(counters.connections_opened), value_of(counters.connections_reused),
                       value_of(counters.connections_open)};
  backend.response_ms = percentiles(counters.response_times);
}

Circuit circuit_of(const Upstream& upstream, Moment now) {
  const OutlierState& outlier = upstream.outlier();
  Circuit circuit;
  circuit.consecutive_failures =
      upstream.counters().failures_in_a_row.load(std::memory_order_relaxed);
  circuit.failure_rate = outlier.failure_rate();
  circuit.ejections = outlier.ejections();
  if (outlier.ejected()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(outlier.until() - now.steady);
    circuit.ejected_until = format_rfc3339(now.wall + left);
  }
  return circuit;
}

}  // namespace

BackendSnapshot backend_snapshot(const Roster& roster, const Roster::Entry& entry, Moment now) {
  const Upstream& upstream = *entry.upstream;
  const BackendConfig& config = entry.config;
  BackendSnapshot backend;
  backend.name = upstream.name();
  backend.url = upstream.url().text();
  backend.status = upstream.status();
  backend.since = format_rfc3339(upstream.since());
  backend.weight = static_cast<int>(config.weight);
  backend.requests = value_of(upstream.counters().requests);
  const double percent = static_cast<double>(roster.percent_of(upstream, now.steady));
  backend.effective_weight = static_cast<double>(config.weight) * percent / 100.0;
  backend.weight_why = roster.why_not_all(upstream, now.steady);
  if (roster.mode() == Mode::proxy) {
    add_carried(backend, upstream.counters());
    backend.circuit = circuit_of(upstream, now);
  }
  const ProbeFacts& facts = upstream.facts();
  if (facts.latency) backend.latency_ms = static_cast<double>(facts.latency->count()) / 1000.0;
  backend.cpu_percent = facts.metrics.cpu_percent;
  backend.ram_mb = facts.metrics.ram_mb;
  backend.uptime_seconds = facts.metrics.uptime_seconds;
  backend.last_probe = facts.last_probe;
  return backend;
}

Snapshot build_snapshot(const Roster& roster, const OwnFacts& own, Moment now) {
  Snapshot snapshot;
  snapshot.time = format_rfc3339(now.wall);
  snapshot.balancer.version = own.version;
  snapshot.balancer.uptime_seconds = static_cast<std::uint64_t>(own.uptime.count());
  snapshot.balancer.mode = to_string(roster.mode());
  snapshot.balancer.algorithm = to_string(roster.algorithm());
  snapshot.balancer.requests = own.totals.requests;
  snapshot.balancer.in_flight = own.totals.in_flight;
  snapshot.balancer.panic = own.panic;
  if (own.process) {
    snapshot.balancer.cpu_percent = own.process->cpu_percent;
    snapshot.balancer.ram_mb = own.process->ram_mb;
  }
  for (const Roster::Entry& entry : roster.entries()) {
    snapshot.backends.push_back(backend_snapshot(roster, entry, now));
  }
  return snapshot;
}

std::unordered_map<std::string, BackendCounts> read_counts(const Roster& roster) {
  std::unordered_map<std::string, BackendCounts> all;
  for (const Roster::Entry& entry : roster.entries()) {
    BackendCounts& counts = all[entry.config.name];
    counts.tally = entry.upstream->tally();
    if (roster.mode() == Mode::proxy)
      counts.times = entry.upstream->counters().response_times.read();
  }
  return all;
}

}  // namespace rrlb
