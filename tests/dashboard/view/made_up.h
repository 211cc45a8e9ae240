// Snapshots and views of a balancer with one backend UP and one DOWN, for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dashboard/view/view.h"

namespace rrlb {

inline const TimePoint kNow{std::chrono::seconds{100}};
inline const WallTime kWall{std::chrono::seconds{1'800'000'000}};  // 2027-01-15T08:00:00Z

inline Snapshot one_up_one_down() {
  Snapshot snapshot;
  snapshot.time = "2027-01-15T08:00:00.000Z";
  snapshot.balancer = {"0.1.0", 60, "redirect", "round_robin", 7, 0, false, 1.0, 5.0};
  BackendSnapshot up;
  up.name = "web1";
  up.url = "http://a:1";
  up.status = Status::up;
  up.since = "2027-01-15T07:00:00.000Z";
  up.requests = 7;
  up.latency_ms = 0.84;
  up.cpu_percent = 12.34;
  up.ram_mb = 35.25;
  up.uptime_seconds = 443'045;
  up.last_probe = LastProbe{"2027-01-15T08:00:00.000Z", true, "answered 200 in 0.8 ms"};
  BackendSnapshot down;
  down.name = "web2";
  down.url = "http://b:1";
  down.status = Status::down;
  down.last_probe = LastProbe{"2027-01-15T08:00:00.000Z", false, "connection refused"};
  snapshot.backends = {up, down};
  return snapshot;
}

inline PollState state_with(Snapshot snapshot) {
  PollState state;
  state.take(std::move(snapshot), kNow);
  return state;
}

inline PollState lost(Snapshot snapshot) {
  PollState state = state_with(std::move(snapshot));
  state.fail("connection refused", kWall);
  return state;
}

inline Color uncolored(const std::string&) { return {}; }

// The view of balancers "http://lb1:5000", "http://lb2:5000", ...
inline View view_of(const std::vector<PollState>& states, Milliseconds later = Milliseconds{0}) {
  std::vector<Source> sources;
  for (const PollState& state : states) {
    const std::string host = "lb" + std::to_string(sources.size() + 1);
    sources.push_back({{false, host, 5000, ""}, &state});
  }
  return build_view(sources, uncolored, kNow + later);
}
inline View view_of(const PollState& state, Milliseconds later = Milliseconds{0}) {
  return view_of(std::vector<PollState>{state}, later);
}

}  // namespace rrlb
