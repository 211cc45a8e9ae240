// Runs an action once the callback that asked for it has returned, before the loop waits again. Asking
// costs no system call.
#pragma once

#include <functional>

#include "common/event/event_ptr.h"

namespace rrlb {

class EventLoop;

class AfterCallback {
 public:
  AfterCallback(EventLoop& loop, std::function<void()> action);

  // From the loop's own thread. Asking twice before the action has run is asking once.
  void request();

 private:
  static void run(evutil_socket_t, short, void* self) noexcept;

  std::function<void()> action_;
  EventPtr event_;
};

}  // namespace rrlb
