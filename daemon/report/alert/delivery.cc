#include "daemon/report/alert/delivery.h"

#include <sys/eventfd.h>

#include <csignal>
#include <cstdint>
#include <utility>

namespace rrlb {
namespace {

// A thread that gets no signal: those are the control thread's.
std::thread quiet_thread(std::function<void()> action) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread{std::move(action)};
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

AlertDelivery::AlertDelivery(AlertTarget target, Told told, Pauses pauses)
    : interrupt_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)},
      told_{std::move(told)},
      pauses_{pauses},
      target_{std::move(target)},
      thread_{quiet_thread([this] { run(); })} {}

AlertDelivery::~AlertDelivery() { end(); }

void AlertDelivery::set_target(AlertTarget target) {
  const std::lock_guard lock{mutex_};
  target_ = std::move(target);
}

bool AlertDelivery::add(AlertMessage message) {
  const std::lock_guard lock{mutex_};
  const bool had_room = make_room();
  jobs_.push_back({std::move(message)});
  changed_.notify_one();
  return had_room;
}

void AlertDelivery::test(AlertMessage message, Told done) {
  const std::lock_guard lock{mutex_};
  tests_.push_back({std::move(message), std::move(done)});
  changed_.notify_one();
}

void AlertDelivery::interrupt() {
  const std::lock_guard lock{mutex_};
  ending_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(interrupt_.get(), &one, sizeof one);
  changed_.notify_one();
}

std::size_t AlertDelivery::end() {
  if (!thread_.joinable()) return 0;
  interrupt();
  thread_.join();
  for (const Test& test : tests_) test.done(target_.name, {false, false, "interrupted"});
  return jobs_.size();
}

// False if there was none.
bool AlertDelivery::make_room() {
  if (jobs_.size() < kMostWaiting) return true;
  jobs_.pop_front();
  return false;
}

void AlertDelivery::run() {
  std::unique_lock lock{mutex_};
  while (!ending_) {
    if (!tests_.empty()) {
      test_next(lock);
    } else if (due()) {
      deliver_next(lock);
    } else if (jobs_.empty()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, not_before_);
    }
  }
}

bool AlertDelivery::due() const { return !jobs_.empty() && Clock::now() >= not_before_; }

void AlertDelivery::test_next(std::unique_lock<std::mutex>& lock) {
  const Test test = std::move(tests_.front());
  tests_.pop_front();
  const AlertTarget target = target_;
  lock.unlock();
  test.done(target.name, target.tell(test.message, interrupt_.get()));
  lock.lock();
}

void AlertDelivery::deliver_next(std::unique_lock<std::mutex>& lock) {
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  const AlertTarget target = target_;
  lock.unlock();
  AlertOutcome outcome = target.tell(job.message, interrupt_.get());
  ++job.tries;
  lock.lock();
  if (ending_ && !outcome.ok) {  // it is given up with those that wait
    jobs_.push_front(std::move(job));
    return;
  }
  if (!outcome.ok && outcome.may_pass && job.tries <= pauses_.size()) {
    not_before_ = Clock::now() + pauses_[job.tries - 1];
    jobs_.push_front(std::move(job));
    return;
  }
  not_before_ = {};
  lock.unlock();
  if (!outcome.ok && job.tries > 1) {
    outcome.detail += " (" + std::to_string(job.tries) + " tries)";
  }
  told_(target.name, outcome);
  lock.lock();
}

}  // namespace rrlb
