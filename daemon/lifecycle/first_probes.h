// Waits until each backend has had its first probe, so that a start answers no 503 that it need
// not; but for 10 s at most, then the balancer starts with what is known. Clients wait in the
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
