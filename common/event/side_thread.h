// Does what may wait (a slow hash, another program's answer) on a thread of its own, one job at a
// time, and brings the outcome back to the loop.
//
// At most `most_waiting` jobs wait; one more is refused, so that who asks without end is told to
// come again rather than that memory grows. Belongs to the loop's thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "common/event/event_loop.h"

namespace rrlb {

class SideThread {
 public:
  // Runs on the thread; what it returns runs on the loop. Must not throw.
  using Job = std::function<EventLoop::Task()>;

  enum class AtEnd { drops_what_waits, does_what_waits };

  SideThread(EventLoop& loop, std::size_t most_waiting, AtEnd at_end = AtEnd::drops_what_waits);
  // Waits for the job under way, or for all. Nothing runs on the loop after that.
  ~SideThread();
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;

  // False if too many wait already.
  bool run(Job job);

 private:
  void work();

  EventLoop& loop_;
  const std::size_t most_waiting_;
  const AtEnd at_end_;
  const std::shared_ptr<bool> there_ = std::make_shared<bool>(true);  // read on the loop alone
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace rrlb
