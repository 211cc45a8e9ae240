// The event loop of one thread: libevent's event_base, timers, and a queue of tasks from other
// threads.
//
// The event_base takes no locks (EVENT_BASE_FLAG_NOLOCK), so that handling a request takes none.
// Other threads may call post() only.
//
// Callbacks are noexcept, because an exception must not pass through libevent. An exception that
// escapes ends the process, and systemd restarts it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "common/event/event_ptr.h"
#include "common/event/unique_fd.h"

namespace rrlb {

class EventLoop {
 public:
  using Task = std::function<void()>;

  EventLoop();  // throws std::runtime_error if epoll or eventfd is not available
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  event_base* base() const { return base_.get(); }

  // Runs until stop(). The loop belongs to the thread that calls this.
  void run();

  // Makes run() return after the callbacks that are due. Call it on the loop's thread only.
  void stop();

  // Runs the task on the loop's thread, between two events. Any thread may call this. Tasks posted
  // by one thread run in order. A task posted after run() has returned never runs.
  void post(Task task);

 private:
  static void run_posted(evutil_socket_t, short, void* self) noexcept;

  EventBasePtr base_;
  UniqueFd wakeup_;
  EventPtr wakeup_event_;
  std::mutex mutex_;
  std::vector<Task> posted_;
};

// Calls an action on its loop after a delay. The action may restart, cancel or destroy its timer.
// Delays follow CLOCK_MONOTONIC, so changes of the wall clock do not affect them.
class Timer {
 public:
  Timer(EventLoop& loop, std::function<void()> action);

  // Starts or restarts the timer: it calls the action once, after `delay`.
  void start(std::chrono::milliseconds delay);
  void cancel();
  bool pending() const;

 private:
  static void fire(evutil_socket_t, short, void* action) noexcept;

  std::unique_ptr<std::shared_ptr<std::function<void()>>> action_;
  EventPtr event_;
};

}  // namespace rrlb
