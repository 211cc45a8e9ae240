// The time of the event that a worker is handling. It is read once for each event, because reading a
// clock for each question about the time would cost more than the answers.
#pragma once

#include <string>
#include <string_view>

#include "common/base/time.h"

namespace rrlb {

class WorkerClock {
 public:
  // To be called when an event begins.
  void tick() { now_ = Clock::now(); }
  void set(TimePoint now) { now_ = now; }

  TimePoint now() const { return now_; }

  // For the Date field; formatted once a second.
  std::string_view date();

 private:
  TimePoint now_ = Clock::now();
  std::int64_t date_second_ = -1;
  std::string date_;
};

}  // namespace rrlb
