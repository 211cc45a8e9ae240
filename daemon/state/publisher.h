// Publishes topologies to the workers whenever a status, a share of a weight or the configuration
// has changed: at once, unless the last one was costly and only just. What changes meanwhile then
// goes out together, a second later at most.
#pragma once

#include "common/event/event_loop.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/report/news.h"
#include "daemon/worker/workers.h"

namespace rrlb {

// How long a topology of so many backends must be the last one when it took so long to build: so long
// that at most a tenth of the control thread's time goes into topologies, but no longer than a second.
// Below 1,000 backends a change waits for nothing: what /stats shows is then what workers do.
Milliseconds pause_after(Clock::duration took, std::size_t backends);

class Publisher {
 public:
  Publisher(EventLoop& loop, const Roster& roster, Workers& workers, News& news);

  // Something has changed, perhaps one of many things.
  void publish_soon();
  // Now. Without workers it does nothing.
  void publish();

  // Whether so few backends were usable in the last topology that others are used too.
  bool in_panic() const { return in_panic_; }

 private:
  const Roster& roster_;
  Workers& workers_;
  News& news_;
  Timer pause_;
  bool waits_ = false;
  bool in_panic_ = false;
};

}  // namespace rrlb
