// Runs jobs that may block (a slow hash, a request to another program) on a thread of its own, one
// at a time, and posts each result to the loop.
//
// At most `most_waiting` jobs are queued; further ones are refused, so that a flood of requests
// cannot use up memory. The object belongs to the loop's thread.
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
  // Runs on the side thread; the task that it returns runs on the loop. It must not throw.
  using Job = std::function<EventLoop::Task()>;

  enum class AtEnd { drop_queued_jobs, finish_queued_jobs };

  SideThread(EventLoop& loop, std::size_t most_waiting, AtEnd at_end = AtEnd::drop_queued_jobs);
  // Waits for the running job, or for all jobs (AtEnd). Afterwards nothing more runs on the loop.
  ~SideThread();
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;

  // Returns false if too many jobs are queued already.
  bool run(Job job);

 private:
  void work();

  EventLoop& loop_;
  const std::size_t most_waiting_;
  const AtEnd at_end_;
  // Used on the loop's thread only.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace rrlb
