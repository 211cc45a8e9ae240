#include "common/event/loop_lag.h"

#include <algorithm>

namespace rrlb {
namespace {

constexpr Milliseconds kInterval{100};

Clock::duration overlap(TimePoint from, TimePoint to, TimePoint start) {
  return std::max(Clock::duration{0}, to - std::max(from, start));
}

}  // namespace

void LagHistory::add(TimePoint due, TimePoint now) {
  if (turns_.size() == kKept) turns_.pop_front();
  turns_.push_back({due, now});
}

Clock::duration LagHistory::between(TimePoint start, TimePoint now, TimePoint due) const {
  Clock::duration late = overlap(due, now, start);
  for (auto turn = turns_.rbegin(); turn != turns_.rend() && turn->had > start; ++turn) {
    late += overlap(turn->due, turn->had, start);
  }
  return late;
}

LoopLag::LoopLag(EventLoop& loop, Measured measured)
    : measured_{std::move(measured)}, turn_{loop, [this] { measure(); }} {
  plan();
}

Clock::duration LoopLag::since(TimePoint start) const {
  return history_.between(start, Clock::now(), due_);
}

void LoopLag::plan() {
  due_ = Clock::now() + kInterval;
  turn_.start(kInterval);
}

// A timer may fire some milliseconds early, as its clock is a coarse one.
void LoopLag::measure() {
  const TimePoint now = std::max(Clock::now(), due_);
  history_.add(due_, now);
  measured_(std::chrono::duration_cast<std::chrono::microseconds>(now - due_));
  plan();
}

}  // namespace rrlb
