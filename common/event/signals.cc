#include "common/event/signals.h"

#include <csignal>

namespace rrlb {

SignalWatch::SignalWatch(EventLoop& loop, int signal, std::function<void()> action)
    : action_{std::move(action)},
      event_{event_new(loop.base(), signal, EV_SIGNAL | EV_PERSIST, &SignalWatch::deliver, this)} {
  event_add(event_.get(), nullptr);
}

void SignalWatch::deliver(evutil_socket_t, short, void* self) noexcept {
  static_cast<SignalWatch*>(self)->action_();
}

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace rrlb
