// Bounds the retries, so that backends in trouble do not get more requests for it.
//
// In any 10 seconds there may be as many retries as `percent` of the requests in them, and 100 more
// (10 a second), lest a few requests have no retry at all. Counted by whole seconds: what was more
// than 9 to 10 seconds ago is forgotten.
//
// Pure: the caller brings the time, which may stand still but not go back. One a worker: not for
// two threads.
#pragma once

#include <array>
#include <cstdint>

#include "common/base/time.h"

namespace rrlb {

class RetryBudget {
 public:
  explicit RetryBudget(unsigned percent) : percent_{percent} {}

  void set_percent(unsigned percent) { percent_ = percent; }

  // A new request came (a retry is none).
  void request(TimePoint now) {
    if (now >= second_ends_) roll(now);
    ++current().requests;
    ++all_.requests;
  }

  // Asks for one retry, which counts if it is granted.
  bool take(TimePoint now);

 private:
  static constexpr std::size_t kSeconds = 10;
  static constexpr std::uint64_t kFreeRetries = 10 * kSeconds;

  struct Counts {
    std::uint64_t requests = 0;
    std::uint64_t retries = 0;
  };

  Counts& current() { return seconds_[at_]; }
  void roll(TimePoint now);

  unsigned percent_;
  std::array<Counts, kSeconds> seconds_{};
  std::size_t at_ = 0;  // the second that runs
  TimePoint second_ends_{};
  Counts all_;  // of all seconds together
};

}  // namespace rrlb
