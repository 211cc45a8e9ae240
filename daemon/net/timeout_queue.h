// Connections that wait for the same length of time, in the order in which their waiting began.
//
// Because all wait equally long, the first in the line is always the first to be due: joining,
// leaving and starting anew are a few pointer moves, and one timer a queue serves any number of
// connections (a timer each would cost each request a heap operation, and each connection its place
// in the heap).
#pragma once

#include "common/base/time.h"

namespace rrlb {

class TimeoutQueue;

// To be a base of whatever waits. Leaves its queue when destroyed.
class Waiting {
 public:
  Waiting() = default;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  // It has waited as long as its queue lets it. It leaves the queue, by whatever way.
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

  // Holds for those that wait already, too.
  void set_length(Milliseconds length) { length_ = length; }
  Milliseconds length() const { return length_; }

  // Joins at the end, leaving whatever queue it was in, this one included. `now` never goes back.
  void join(Waiting& waiting, TimePoint now);

  bool empty() const { return first_ == nullptr; }
  Waiting* first() const { return first_; }
  static Waiting* after(const Waiting& waiting) { return waiting.after_; }

  // The first in the line, if it has waited long enough.
  Waiting* due(TimePoint now) const {
    return first_ != nullptr && first_->since_ + length_ <= now ? first_ : nullptr;
  }

  // How long until due() may have an answer; not to be asked of an empty queue. At least 1 ms.
  Milliseconds until_due(TimePoint now) const;

 private:
  friend class Waiting;
  Milliseconds length_;
  Waiting* first_ = nullptr;
  Waiting* last_ = nullptr;
};

}  // namespace rrlb
