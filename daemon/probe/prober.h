// Probes each backend, on timers of the control thread.
//
// /health decides: an answer of 2xx or 3xx within the timeout passes, everything else fails. Only
// after a pass is /metrics polled, which decides nothing: a backend without it stays up, and its
// figures unknown. Name look-up, connect and answer together have the timeout; a backend has at
// most one probe under way: the next one waits for it, if it must.
//
// A probe that failed while this loop was late itself is repeated (probe_judgement.h), and many
// that are due at once begin one after the other (probe_gate.h).
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "common/endpoint/http_client.h"
#include "common/endpoint/resolver.h"
#include "common/event/event_loop.h"
#include "common/event/loop_lag.h"
#include "daemon/balance/fitness/probe_schedule.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/probe/probe_gate.h"

namespace rrlb {

class Prober {
 public:
  // Called after each probe, with what it recorded in the upstream: whether the status changed, and
  // whether the upstream answered from another address than before.
  using AfterProbe = std::function<void(Upstream&, Status before, bool moved)>;

  Prober(EventLoop& loop, const LoopLag& lag, AfterProbe after_probe);
  ~Prober();

  // Probes the roster's upstreams from now on. Those that were probed already keep their rhythm,
  // unless the interval has changed; new ones are probed soon.
  void apply(const Roster& roster, const HealthConfig& config);

 private:
  class Target;

  EventLoop& loop_;
  const LoopLag& lag_;
  Resolver resolver_;
  ProbeGate gate_;
  AfterProbe after_probe_;
  ProbeSchedule schedule_;
  HealthConfig config_;
  std::vector<std::unique_ptr<Target>> targets_;
};

// A probe in words: "answered 200 in 0.8 ms", "answered 503", "connection refused".
std::string describe_probe(const HttpResult& result);
ProbeResult verdict(const HttpResult& result);

}  // namespace rrlb
