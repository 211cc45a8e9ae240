// Delivers signals to a loop, as ordinary events.
#pragma once

#include <functional>

#include "common/event/event_loop.h"

namespace rrlb {

// Calls the action on the loop each time the process gets the signal, until destroyed.
class SignalWatch {
 public:
  SignalWatch(EventLoop& loop, int signal, std::function<void()> action);

  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  static void deliver(evutil_socket_t, short, void* self) noexcept;

  std::function<void()> action_;
  EventPtr event_;
};

// A peer that closed its end is told by the return value of a write, not by a signal.
void ignore_broken_pipes();

}  // namespace rrlb
