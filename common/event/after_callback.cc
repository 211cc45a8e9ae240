#include "common/event/after_callback.h"

#include "common/event/event_loop.h"

namespace rrlb {

AfterCallback::AfterCallback(EventLoop& loop, std::function<void()> action)
    : action_{std::move(action)},
      event_{event_new(loop.base(), -1, 0, &AfterCallback::run, this)} {}

void AfterCallback::request() { event_active(event_.get(), EV_TIMEOUT, 0); }

void AfterCallback::run(evutil_socket_t, short, void* self) noexcept {
  static_cast<AfterCallback*>(self)->action_();
}

}  // namespace rrlb
