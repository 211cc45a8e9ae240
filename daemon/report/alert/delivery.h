// Tells one target of alerts, one after the other, on a thread of its own: a target that hangs
// delays nobody else.
//
// At most 100 alerts wait; then the oldest is dropped for the newest. One that could not be
// delivered, but may be later, is tried three times in all, with pauses of 1 s and 5 s, while
// those behind it wait. A test overtakes all, and is tried once.
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "common/event/unique_fd.h"
#include "daemon/report/alert/target.h"

namespace rrlb {

class AlertDelivery {
 public:
  static constexpr std::size_t kMostWaiting = 100;
  using Pauses = std::array<Milliseconds, 2>;  // between the tries
  static constexpr Pauses kPauses{Milliseconds{1'000}, Milliseconds{5'000}};

  using Told = std::function<void(const std::string& target, const AlertOutcome& outcome)>;

  // `told` is called on the thread, of each alert that was delivered or is given up.
  AlertDelivery(AlertTarget target, Told told, Pauses pauses = kPauses);
  ~AlertDelivery();
  AlertDelivery(const AlertDelivery&) = delete;
  AlertDelivery& operator=(const AlertDelivery&) = delete;

  // Takes effect with the next try.
  void set_target(AlertTarget target);

  // Returns false if an older alert was dropped for this one.
  bool add(AlertMessage message);

  // `done` is called exactly once, on the thread or by end().
  void test(AlertMessage message, Told done);

  // Begins to let go of what is under way, and ends with it.
  void interrupt();

  // Interrupts, and waits for the thread, less than a second. Returns how many alerts were not
  // delivered.
  std::size_t end();

 private:
  struct Job {
    AlertMessage message;
    std::size_t tries = 0;
  };
  struct Test {
    AlertMessage message;
    Told done;
  };

  void run();
  bool due() const;
  void deliver_next(std::unique_lock<std::mutex>& lock);
  void test_next(std::unique_lock<std::mutex>& lock);
  bool make_room();

  const UniqueFd interrupt_;  // readable from interrupt() on
  const Told told_;
  const Pauses pauses_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  AlertTarget target_;
  std::deque<Job> jobs_;
  std::deque<Test> tests_;
  TimePoint not_before_{};  // of the first job
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace rrlb
