// Asks each backend whether it is well, and what it says of itself, on timers of the control
// thread.
//
// /health decides: an answer of 2xx or 3xx within the timeout passes, everything else fails. Only
// after a pass is /metrics asked, which decides nothing: a backend without it stays up, and its
// figures unknown. One name look-up, connect and answer together have the timeout; a backend has at
// most one probe under way: the next one waits for it, if it must.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "common/endpoint/http_client.h"
#include "common/endpoint/resolver.h"
#include "common/event/event_loop.h"
#include "daemon/balance/fitness/probe_schedule.h"
#include "daemon/balance/pools/roster.h"

namespace rrlb {

class Prober {
 public:
  // Called after each probe, with what it recorded in the upstream: whether the status changed, and
  // whether the upstream answered from another address than before.
  using AfterProbe = std::function<void(Upstream&, Status before, bool moved)>;

  Prober(EventLoop& loop, AfterProbe after_probe);
  ~Prober();

  // Probes the roster's upstreams by its configuration from now on. Upstreams that were probed
  // already keep their rhythm, unless the interval has changed; new ones are asked soon.
  void apply(const Roster& roster);

 private:
  class Target;

  EventLoop& loop_;
  Resolver resolver_;
  AfterProbe after_probe_;
  ProbeSchedule schedule_;
  HealthConfig config_;
  std::vector<std::unique_ptr<Target>> targets_;
};

// What a person reads of a probe: "answered 200 in 0.8 ms", "answered 503", "connection refused".
std::string describe_probe(const HttpResult& result);
ProbeResult verdict(const HttpResult& result);

}  // namespace rrlb
