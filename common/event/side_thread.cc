#include "common/event/side_thread.h"

namespace rrlb {

SideThread::SideThread(EventLoop& loop, std::size_t most_waiting, AtEnd at_end)
    : loop_{loop}, most_waiting_{most_waiting}, at_end_{at_end}, thread_{[this] { work(); }} {}

SideThread::~SideThread() {
  *alive_ = false;
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool SideThread::run(Job job) {
  {
    const std::lock_guard lock{mutex_};
    if (waiting_.size() >= most_waiting_) return false;
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void SideThread::work() {
  for (;;) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (ending_ && (at_end_ == AtEnd::drop_queued_jobs || waiting_.empty())) return;
    const Job job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    loop_.post([alive = alive_, then = job()] {
      if (*alive) then();
    });
  }
}

}  // namespace rrlb
