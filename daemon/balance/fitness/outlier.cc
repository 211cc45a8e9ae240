#include "daemon/balance/fitness/outlier.h"

#include <algorithm>
#include <cmath>

#include "common/base/duration.h"

namespace rrlb {
namespace {

// Of all that the usable ones had in their windows.
struct Total {
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
};

struct Rates {
  double own = 0;
  std::optional<double> rest;  // none if it had too few requests
};

struct Verdict {
  std::size_t which = 0;
  double rate = 0;
  std::string reason;
};

Total total(const std::vector<OutlierFacts>& pool) {
  Total sum;
  for (const OutlierFacts& backend : pool) {
    if (!backend.usable) continue;
    sum.requests += backend.state.requests();
    sum.failures += backend.state.failures();
  }
  return sum;
}

Rates rates(const OutlierConfig& rules, const OutlierState& state, const Total& all) {
  Rates found{state.failure_rate().value_or(0), {}};
  const std::uint64_t requests = all.requests - state.requests();
  if (requests > 0 && requests >= rules.minimum_requests) {
    found.rest =
        static_cast<double>(all.failures - state.failures()) / static_cast<double>(requests);
  }
  return found;
}

std::string percent(double share) { return std::to_string(std::lround(100 * share)) + " %"; }

std::string describe_rates(const OutlierState& state, const Rates& rates) {
  std::string text =
      percent(rates.own) + " of " + std::to_string(state.requests()) + " requests failed";
  if (rates.rest) text += ", of the others' " + percent(*rates.rest);
  return text;
}

// Why it should be ejected; "" if it should not.
std::string accusation(const OutlierConfig& rules, const OutlierState& state, const Total& all) {
  if (rules.consecutive_failures > 0 && state.run() >= rules.consecutive_failures) {
    return std::to_string(state.run()) + (state.run() == 1 ? " failure" : " failures in a row");
  }
  if (rules.failure_rate_percent == 0 || state.requests() == 0) return "";
  if (state.requests() < rules.minimum_requests) return "";
  const Rates found = rates(rules, state, all);
  const double excess = 100 * (found.own - found.rest.value_or(0));
  if (excess <= static_cast<double>(rules.failure_rate_percent)) return "";
  return describe_rates(state, found);
}

std::optional<Verdict> worst(const OutlierConfig& rules, const std::vector<OutlierFacts>& pool) {
  const Total all = total(pool);
  std::optional<Verdict> found;
  for (std::size_t i = 0; i < pool.size(); ++i) {
    const OutlierState& state = pool[i].state;
    if (!pool[i].usable || state.ejected()) continue;
    std::string reason = accusation(rules, state, all);
    if (reason.empty()) continue;
    const double rate = state.failure_rate().value_or(0);
    if (!found || rate > found->rate) found = Verdict{i, rate, std::move(reason)};
  }
  return found;
}

// How many more may be ejected.
std::size_t room(const OutlierConfig& rules, const std::vector<OutlierFacts>& pool) {
  const std::size_t most = pool.size() * rules.max_ejected_percent / 100;
  const auto out = static_cast<std::size_t>(std::count_if(
      pool.begin(), pool.end(),
      [](const OutlierFacts& backend) { return !backend.usable || backend.state.ejected(); }));
  return most - std::min(most, out);
}

OutlierEvent event(OutlierEvent::What what, std::size_t which, const OutlierState& state,
                   std::string reason) {
  return {which, what, state.until(), state.length(), std::move(reason)};
}

}  // namespace

std::optional<double> OutlierState::failure_rate() const {
  if (all_.ended == 0) return {};
  return static_cast<double>(all_.failed) / static_cast<double>(all_.ended);
}

void OutlierState::take_up(const OutlierCounts& now_so, bool counts, Milliseconds interval,
                           TimePoint now) {
  const Milliseconds slot = std::max(Milliseconds{1}, interval / static_cast<int>(kSlots));
  if (now >= slot_ends_) roll(slot, now);
  if (!counts) {
    forget();
    void_ = now_so.run;
  }
  if (counts && now_so.ended >= seen_.ended && now_so.failed >= seen_.failed) {
    const std::uint64_t failed = now_so.failed - seen_.failed;
    // The two counters are not read in one instant.
    const std::uint64_t ended = std::max(now_so.ended - seen_.ended, failed);
    slots_[at_].ended += ended;
    slots_[at_].failed += failed;
    all_.ended += ended;
    all_.failed += failed;
  }
  if (now_so.run < void_) void_ = 0;
  run_ = now_so.run - void_;
  seen_ = now_so;
}

void OutlierState::remember_less(Milliseconds ejection_time, TimePoint now) {
  while (remembered_ > 0 && now >= calm_since_ + 2 * ejection_time) {
    --remembered_;
    calm_since_ += 2 * ejection_time;
  }
}

void OutlierState::eject(const OutlierConfig& rules, TimePoint now) {
  length_ =
      std::min(static_cast<int>(remembered_ + 1) * rules.ejection_time, rules.max_ejection_time);
  // What makes it no longer is not remembered either: it would take too long to be forgotten.
  if (length_ < rules.max_ejection_time || remembered_ == 0) ++remembered_;
  ++ejections_;
  ejected_ = true;
  until_ = now + length_;
  forget();
  void_ = seen_.run;
  run_ = 0;
}

void OutlierState::readmit(TimePoint now) {
  ejected_ = false;
  calm_since_ = now;
}

// Begins new slots until `now` lies in the last one. After a long silence each is emptied once.
void OutlierState::roll(Milliseconds slot, TimePoint now) {
  for (std::size_t turns = 0; turns < kSlots && now >= slot_ends_; ++turns) {
    at_ = (at_ + 1) % kSlots;
    all_.ended -= slots_[at_].ended;
    all_.failed -= slots_[at_].failed;
    slots_[at_] = {};
    slot_ends_ += slot;
  }
  if (now >= slot_ends_) slot_ends_ = now + slot;
}

void OutlierState::forget() {
  slots_ = {};
  all_ = {};
}

std::vector<OutlierEvent> look_for_outliers(const OutlierConfig& rules,
                                            const std::vector<OutlierFacts>& pool, TimePoint now) {
  std::vector<OutlierEvent> events;
  for (std::size_t i = 0; i < pool.size(); ++i) {
    const OutlierFacts& backend = pool[i];
    backend.state.take_up(backend.counts, backend.usable && !backend.state.ejected(),
                          rules.interval, now);
    if (!backend.state.ejected()) backend.state.remember_less(rules.ejection_time, now);
    if (!backend.state.ejected() || now < backend.state.until()) continue;
    backend.state.readmit(now);
    events.push_back(event(OutlierEvent::What::returned, i, backend.state,
                           "was ejected for " + describe_duration(backend.state.length())));
  }
  for (std::size_t more = room(rules, pool); more > 0; --more) {
    std::optional<Verdict> verdict = worst(rules, pool);
    if (!verdict) break;
    OutlierState& state = pool[verdict->which].state;
    state.eject(rules, now);
    events.push_back(
        event(OutlierEvent::What::ejected, verdict->which, state, std::move(verdict->reason)));
  }
  return events;
}

}  // namespace rrlb
