#include "daemon/balance/pools/upstream.h"

#include <algorithm>

#include "daemon/balance/fitness/response_ewma.h"

namespace rrlb {

void Upstream::record_probe(Probe probe, Moment now) {
  const Status before = status();
  ++(probe.result == ProbeResult::passed ? tally_.probes_passed : tally_.probes_failed);
  facts_.last_probe = std::move(probe.what);
  facts_.connected = probe.connected;
  facts_.latency =
      probe.result == ProbeResult::passed ? std::optional{probe.latency} : std::nullopt;
  health_.record(probe.result);
  if (health() != Health::healthy) facts_.metrics = {};
  settle(before, now);
}

void Upstream::record_metrics(std::optional<BackendMetrics> metrics, TimePoint now) {
  facts_.metrics = metrics && health() == Health::healthy ? *metrics : BackendMetrics{};
  load_.report(facts_.metrics.cpu_percent, now);
}

void Upstream::want(Wanted wanted, Moment now) {
  const Status before = status();
  // Nobody probes it meanwhile: what was known of it will not be true any more.
  if (wanted == Wanted::disabled && wanted_ != Wanted::disabled) {
    health_ = HealthTracker{health_.rules()};
    facts_.latency.reset();
    facts_.metrics = {};
  }
  wanted_ = wanted;
  settle(before, now);
}

void Upstream::note_ejection(Moment now) {
  counters_.failures_in_a_row.store(0, std::memory_order_relaxed);
  if (usable()) settle(outlier_.ejected() ? Status::up : Status::ejected, now);
}

// A change of the status has a time, and a return a slow start.
void Upstream::settle(Status before, Moment now) {
  const Status after = status();
  if (after == before) return;
  since_ = now.wall;
  ++tally_.became[static_cast<std::size_t>(after)];
  if (after != Status::up) return;
  load_.came(now.steady);
  if (was_up_ && before != Status::drain) returned_ = now.steady;
  was_up_ = true;
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

// What the operator wants comes first: he knows why, and nobody need be alarmed.
Status Upstream::status() const {
  if (wanted_ == Wanted::disabled) return Status::maint;
  if (wanted_ == Wanted::draining) return Status::drain;
  if (health() == Health::unknown) return Status::unknown;
  if (health() == Health::unhealthy) return Status::down;
  return outlier_.ejected() ? Status::ejected : Status::up;
}

}  // namespace rrlb
