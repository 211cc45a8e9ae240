#include "common/event/event_loop.h"

#include <event2/thread.h>
#include <sys/eventfd.h>

#include <cstdint>
#include <stdexcept>

#include "common/base/clock.h"

namespace rrlb {

EventLoop::EventLoop() {
  // This locks libevent's globals (random numbers, evdns); event bases stay without locks.
  static const int threads_ready = evthread_use_pthreads();
  const EventConfigPtr config{event_config_new()};
  if (threads_ready != 0 || !config) throw std::runtime_error("libevent: cannot set up threads");
  event_config_set_flag(config.get(), EVENT_BASE_FLAG_NOLOCK);
  // A timer that is started late in a long turn begins then, and not when the turn began.
  event_config_set_flag(config.get(), EVENT_BASE_FLAG_NO_CACHE_TIME);
  base_.reset(event_base_new_with_config(config.get()));
  wakeup_.reset(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!base_ || !wakeup_) throw std::runtime_error("event loop: cannot create epoll or eventfd");
  wakeup_event_.reset(
      event_new(base_.get(), wakeup_.get(), EV_READ | EV_PERSIST, &EventLoop::run_posted, this));
  event_add(wakeup_event_.get(), nullptr);
}

EventLoop::~EventLoop() = default;

void EventLoop::run() { event_base_loop(base_.get(), EVLOOP_NO_EXIT_ON_EMPTY); }

void EventLoop::stop() { event_base_loopexit(base_.get(), nullptr); }

void EventLoop::post(Task task) {
  {
    const std::lock_guard lock{mutex_};
    posted_.push_back(std::move(task));
  }
  const std::uint64_t one = 1;
  // The eventfd's counter cannot overflow in a process's lifetime, so the write always succeeds.
  [[maybe_unused]] const ssize_t written = ::write(wakeup_.get(), &one, sizeof one);
}

void EventLoop::run_posted(evutil_socket_t fd, short, void* self) noexcept {
  auto* loop = static_cast<EventLoop*>(self);
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(fd, &count, sizeof count);
  std::vector<Task> tasks;
  {
    const std::lock_guard lock{loop->mutex_};
    tasks.swap(loop->posted_);
  }
  for (const Task& task : tasks) task();
}

Timer::Timer(EventLoop& loop, std::function<void()> action)
    : action_{std::make_unique<std::shared_ptr<std::function<void()>>>(
          std::make_shared<std::function<void()>>(std::move(action)))},
      event_{event_new(loop.base(), -1, 0, &Timer::fire, action_.get())} {}

void Timer::start(Milliseconds delay) {
  const auto count = delay.count() < 0 ? 0 : delay.count();
  const timeval wait{static_cast<time_t>(count / 1000),
                     static_cast<suseconds_t>(count % 1000 * 1000)};
  event_add(event_.get(), &wait);
}

void Timer::cancel() { event_del(event_.get()); }

bool Timer::pending() const { return event_pending(event_.get(), EV_TIMEOUT, nullptr) != 0; }

void Timer::fire(evutil_socket_t, short, void* action) noexcept {
  // A copy keeps the action alive while it runs, even if it destroys the timer.
  const auto running = *static_cast<std::shared_ptr<std::function<void()>>*>(action);
  (*running)();
}

}  // namespace rrlb
