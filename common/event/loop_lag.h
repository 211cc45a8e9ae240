// How late a loop gets to what is due: a timer of its own measures it ten times a second.
//
// A loop that is late makes others look slow. Code that judges by a deadline asks here how late
// the loop itself was.
#pragma once

#include <chrono>
#include <deque>
#include <functional>

#include "common/base/time.h"
#include "common/event/event_loop.h"

namespace rrlb {

// When a regular timer was due, and when it had its turn, for the last 256 turns. Pure.
class LagHistory {
 public:
  void add(TimePoint due, TimePoint now);

  // The sum of all lateness in the time from `start` to `now`; the timer is next due at `due`.
  Clock::duration between(TimePoint start, TimePoint now, TimePoint due) const;

 private:
  struct Turn {
    TimePoint due;
    TimePoint had;
  };
  static constexpr std::size_t kKept = 256;

  std::deque<Turn> turns_;
};

class LoopLag {
 public:
  // `measured` is called with each measurement, on the loop.
  using Measured = std::function<void(std::chrono::microseconds lag)>;

  explicit LoopLag(
      EventLoop& loop, Measured measured = [](std::chrono::microseconds) {});

  // How much of the time since then the loop was late, as far as 256 turns go back.
  Clock::duration since(TimePoint start) const;

 private:
  void plan();
  void measure();

  const Measured measured_;
  LagHistory history_;
  TimePoint due_{};
  Timer turn_;
};

}  // namespace rrlb
