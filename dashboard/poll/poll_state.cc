#include "dashboard/poll/poll_state.h"

namespace rrlb {
namespace {

// Snapshots that follow each other faster are too close to measure a rate.
constexpr double kLeastSeconds = 0.01;

using Count = std::optional<std::uint64_t>;

std::optional<double> rate(const Count& before, const Count& after, double seconds) {
  if (!before || !after || *after < *before) return std::nullopt;
  return static_cast<double>(*after - *before) / seconds;
}

}  // namespace

bool PollState::take(Snapshot snapshot, TimePoint now) {
  const bool changed = !reachable();
  rates_ = {};
  backend_rates_.clear();
  if (snapshot_) measure(snapshot, std::chrono::duration<double>(now - taken_).count());
  snapshot_ = std::move(snapshot);
  taken_ = now;
  trouble_.reset();
  trouble_since_.reset();
  return changed;
}

void PollState::measure(const Snapshot& next, double seconds) {
  const Snapshot& last = *snapshot_;
  if (seconds < kLeastSeconds || next.balancer.uptime_seconds < last.balancer.uptime_seconds) {
    return;
  }
  rates_.requests = rate(last.balancer.requests, next.balancer.requests, seconds);
  std::map<std::string, const BackendSnapshot*> before;
  for (const BackendSnapshot& backend : last.backends) before[backend.name] = &backend;
  for (const BackendSnapshot& backend : next.backends) {
    const auto found = before.find(backend.name);
    if (found == before.end() || found->second->url != backend.url) continue;
    const Rates one{rate(found->second->requests, backend.requests, seconds),
                    rate(found->second->failures, backend.failures, seconds)};
    backend_rates_[backend.name] = one;
    if (one.failures) rates_.failures = rates_.failures.value_or(0) + *one.failures;
  }
}

bool PollState::fail(std::string trouble, WallTime now) {
  const bool changed = !trouble_;
  trouble_ = std::move(trouble);
  if (changed) trouble_since_ = now;
  rates_ = {};
  backend_rates_.clear();
  return changed;
}

std::optional<std::chrono::milliseconds> PollState::age(TimePoint now) const {
  if (!snapshot_) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - taken_);
}

Rates PollState::rates_of(const std::string& backend) const {
  const auto found = backend_rates_.find(backend);
  return found == backend_rates_.end() ? Rates{} : found->second;
}

}  // namespace rrlb
