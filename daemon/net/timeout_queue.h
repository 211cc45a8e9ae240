// Connections that wait for the same length of time, in the order in which their waiting began.
//
// Because all of them wait equally long, the first in line is always the first to expire. Joining,
// leaving and restarting are a few pointer operations, and one timer serves any number of
// connections. (A timer for each connection would cost a heap operation for each request.)
#pragma once

#include "common/base/clock.h"

namespace rrlb {

class TimeoutQueue;

// The base of a class that waits. Leaves its queue when destroyed.
class Waiting {
 public:
  Waiting() = default;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  // The queue's time has passed. The implementation must leave the queue.
  virtual void expired() = 0;

  const TimeoutQueue* queue() const { return queue_; }
  void leave();

 protected:
  ~Waiting();

 private:
  friend class TimeoutQueue;
  TimeoutQueue* queue_ = nullptr;
  Waiting* before_ = nullptr;
  Waiting* after_ = nullptr;
  TimePoint since_;
};

class TimeoutQueue {
 public:
  explicit TimeoutQueue(Milliseconds length = {}) : length_{length} {}
  TimeoutQueue(const TimeoutQueue&) = delete;
  TimeoutQueue& operator=(const TimeoutQueue&) = delete;

  // Also applies to those that already wait.
  void set_length(Milliseconds length) { length_ = length; }
  Milliseconds length() const { return length_; }

  // Joins at the end; leaves the queue it was in, this one included. `now` must not decrease.
  void join(Waiting& waiting, TimePoint now);

  bool empty() const { return first_ == nullptr; }
  Waiting* first() const { return first_; }
  static Waiting* after(const Waiting& waiting) { return waiting.after_; }

  // The first in line, if its time has passed; otherwise nullptr.
  Waiting* due(TimePoint now) const {
    return first_ != nullptr && first_->since_ + length_ <= now ? first_ : nullptr;
  }

  // The time until due() may return one, at least 1 ms. The queue must not be empty.
  Milliseconds until_due(TimePoint now) const;

 private:
  friend class Waiting;
  Milliseconds length_;
  Waiting* first_ = nullptr;
  Waiting* last_ = nullptr;
};

}  // namespace rrlb
