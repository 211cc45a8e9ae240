// Waits until each backend has had its first probe, so that a start does not answer 503
// needlessly. After 10 s the balancer starts with what it knows. Clients wait in the
// kernel's queue meanwhile.
#pragma once

#include <functional>

#include "common/event/event_loop.h"
#include "daemon/balance/pools/roster.h"

namespace rrlb {

class FirstProbes {
 public:
  // `over` is called once.
  FirstProbes(EventLoop& loop, Roster& roster, std::function<void()> over);

  void begin();
  // To be called after each probe, and when the configuration has changed; does nothing before
  // begin().
  void check();

 private:
  void end();

  Roster& roster_;
  const std::function<void()> over_;
  bool begun_ = false;
  bool ended_ = false;
  Timer patience_;
};

}  // namespace rrlb
