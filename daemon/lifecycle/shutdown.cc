#include "daemon/lifecycle/shutdown.h"

#include <algorithm>
#include <csignal>
#include <string>

#include "common/service/service_notifier.h"

namespace rrlb {
namespace {

constexpr Milliseconds kLook{20};
constexpr Milliseconds kIdleGrace{10'000};  // after a take-over
constexpr Milliseconds kStopMargin{5'000};  // beyond drain_timeout, before systemd kills

}  // namespace

Shutdown::Shutdown(EventLoop& loop, Workers& workers, ListeningSockets& sockets,
                   std::function<void()> stopping)
    : loop_{loop},
      workers_{workers},
      sockets_{sockets},
      stopping_{std::move(stopping)},
      idle_grace_{loop, [this] { workers_.end_idle(); }},
      look_{loop, [this] { leave_when_drained(); }},
      on_terminate_{loop, SIGTERM, [this] { stop(); }},
      on_interrupt_{loop, SIGINT, [this] { stop(); }} {}

void Shutdown::stop() {
  if (signalled_) return loop_.stop();
  signalled_ = true;
  stopping_();
  if (!begun_) {
    service::stopping("draining, " + std::to_string(workers_.totals().clients) +
                      " clients connected");
    service::extend_timeout(drain_timeout_ + kStopMargin);
    begin();
  }
  workers_.take_no_more();
  workers_.end_idle();
  leave_when_drained();
}

void Shutdown::hand_over() {
  begin();
  workers_.take_no_more();
  idle_grace_.start(std::min(kIdleGrace, drain_timeout_ / 2));
  leave_when_drained();
}

void Shutdown::begin() {
  begun_ = true;
  leave_by_ = Clock::now() + drain_timeout_;
  sockets_.close();
}

void Shutdown::leave_when_drained() {
  if (workers_.drained() || Clock::now() >= leave_by_) return loop_.stop();
  look_.start(kLook);
}

}  // namespace rrlb
