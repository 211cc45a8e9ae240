// One thread's event loop: libevent's event_base, timers on it, and a mailbox other threads may
// post to.
//
// Each loop belongs to one thread. Its event_base takes no locks (EVENT_BASE_FLAG_NOLOCK), so that
// the path of a request does not either; the only door for other threads is post().
//
// No exception may cross a libevent callback: the trampolines here are noexcept, so one that tries
// ends the process, and systemd starts it anew.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "common/base/time.h"
#include "common/event/event_ptr.h"
#include "common/event/unique_fd.h"

namespace rrlb {

class EventLoop {
 public:
  using Task = std::function<void()>;

  EventLoop();  // throws std::runtime_error when the system gives no epoll or eventfd
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  event_base* base() const { return base_.get(); }

  // Runs until stop(). To be called by the thread that the loop belongs to.
  void run();

  // Leaves run() after the callbacks that are due. From the loop's own thread only.
  void stop();

  // Runs the task on the loop's thread, between two events. From any thread; tasks posted by one
  // thread run in the order of their posting. A task posted after the loop's end never runs.
  void post(Task task);

 private:
  static void run_posted(evutil_socket_t, short, void* self) noexcept;

  EventBasePtr base_;
  UniqueFd wakeup_;
  EventPtr wakeup_event_;
  std::mutex mutex_;
  std::vector<Task> posted_;
};

// Calls an action on its loop after a delay. It may be restarted, cancelled or destroyed from
// within its own action. Delays follow CLOCK_MONOTONIC: a change of the wall clock moves nothing.
class Timer {
 public:
  Timer(EventLoop& loop, std::function<void()> action);

  // (Re)starts it: one call of the action, `delay` from now.
  void start(Milliseconds delay);
  void cancel();
  bool pending() const;

 private:
  static void fire(evutil_socket_t, short, void* action) noexcept;

  std::unique_ptr<std::shared_ptr<std::function<void()>>> action_;
  EventPtr event_;
};

}  // namespace rrlb
