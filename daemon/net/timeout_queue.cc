#include "daemon/net/timeout_queue.h"

#include <algorithm>

namespace rrlb {

Waiting::~Waiting() { leave(); }

void Waiting::leave() {
  if (queue_ == nullptr) return;
  (before_ != nullptr ? before_->after_ : queue_->first_) = after_;
  (after_ != nullptr ? after_->before_ : queue_->last_) = before_;
  queue_ = nullptr;
  before_ = after_ = nullptr;
}

void TimeoutQueue::join(Waiting& waiting, TimePoint now) {
  waiting.leave();
  waiting.queue_ = this;
  waiting.since_ = now;
  waiting.before_ = last_;
  (last_ != nullptr ? last_->after_ : first_) = &waiting;
  last_ = &waiting;
}

Milliseconds TimeoutQueue::until_due(TimePoint now) const {
  const auto left = std::chrono::ceil<Milliseconds>(first_->since_ + length_ - now);
  return std::max(left, Milliseconds{1});
}

}  // namespace rrlb
