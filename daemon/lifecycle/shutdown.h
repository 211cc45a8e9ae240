// How this process leaves, without a request lost that is under way.
//
// By SIGTERM or SIGINT: it accepts no more, ends idle connections, and lets requests finish for
// drain_timeout at most; a second signal cuts them. When it has handed over to a successor there is
// no hurry: idle clients first have some time to send another request, which would cross the end of
// their connection otherwise, and be lost.
#pragma once

#include <functional>

#include "common/event/event_loop.h"
#include "common/event/signals.h"
#include "daemon/lifecycle/listening_sockets.h"
#include "daemon/worker/workers.h"

namespace rrlb {

class Shutdown {
 public:
  // `stopping` is called at the first signal. The end of it all is the loop's end.
  Shutdown(EventLoop& loop, Workers& workers, ListeningSockets& sockets,
           std::function<void()> stopping);

  void apply(Milliseconds drain_timeout) { drain_timeout_ = drain_timeout; }

  // Leaves, for a successor is in charge.
  void hand_over();

  // Whether this process is leaving, for whichever reason.
  bool begun() const { return begun_; }

 private:
  void stop();
  void begin();
  void leave_when_drained();

  EventLoop& loop_;
  Workers& workers_;
  ListeningSockets& sockets_;
  const std::function<void()> stopping_;
  Milliseconds drain_timeout_{0};
  bool begun_ = false;
  bool signalled_ = false;
  TimePoint leave_by_{};
  Timer idle_grace_;
  Timer look_;
  SignalWatch on_terminate_;
  SignalWatch on_interrupt_;
};

}  // namespace rrlb
