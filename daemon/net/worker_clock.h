// The time of the event that a worker is handling. The clock is read once per event, because
// reading it at every use would cost too much.
#pragma once

#include <string>
#include <string_view>

#include "common/base/clock.h"

namespace rrlb {

class WorkerClock {
 public:
  // To be called at the beginning of each event.
  void tick() { now_ = Clock::now(); }
  void set(TimePoint now) { now_ = now; }

  TimePoint now() const { return now_; }

  // The value of the Date field, formatted once a second.
  std::string_view date();

 private:
  TimePoint now_ = Clock::now();
  std::int64_t date_second_ = -1;
  std::string date_;
};

}  // namespace rrlb
