// Delivers signals to an event loop as ordinary events.
#pragma once

#include <functional>

#include "common/event/event_loop.h"

namespace rrlb {

// Calls the action on the loop each time the process receives the signal, until destroyed.
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

// Ignores SIGPIPE: a write to a closed connection then fails with EPIPE.
void ignore_broken_pipes();

}  // namespace rrlb
