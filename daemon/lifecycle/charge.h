// Which of two processes of the service is in charge of it: one, but while a new process takes the
// place of the running one (take_over.h says who tells whom what).
//
// SIGUSR2 has the one in charge start its successor. The other one is a successor from its start:
// it serves clients beside its predecessor, but says nothing to systemd and changes no file until
// it is put in charge.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "common/event/event_loop.h"
#include "common/event/signals.h"
#include "daemon/lifecycle/take_over.h"

namespace rrlb {

class Charge {
 public:
  struct Actions {
    std::function<bool()> can_be_replaced;               // it serves clients, and is not leaving
    std::function<std::vector<PassedSocket>()> sockets;  // for a successor
    std::function<void()> taken;        // this process is in charge now, as its predecessor was
    std::function<void()> handed_over;  // to a successor, which serves clients by now
  };

  Charge(EventLoop& loop, OwnProgram program, Actions actions);

  // This process is a successor: over this channel it hears from its predecessor.
  void follow(UniqueFd channel);
  // It serves clients now, and may be put in charge.
  void report_ready();

  bool held() const { return held_; }

  // A successor that is not in charge yet ends, for the service does.
  void stop_successor() { successor_.stop(); }

 private:
  void start_successor();
  void hand_over();
  void take();

  EventLoop& loop_;
  const Actions actions_;
  bool held_ = true;
  std::unique_ptr<Channel> predecessor_;
  Successor successor_;
  SignalWatch on_take_over_;
};

}  // namespace rrlb
