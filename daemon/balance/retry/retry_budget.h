// Limits retries, so that they do not overload backends that are already in trouble.
//
// In any 10 seconds it allows `percent` of the requests in that time as retries, plus 100 (10 per
// second), so that few requests can be retried too. It counts in whole seconds: anything older than
// 9 to 10 seconds is forgotten.
//
// Pure: the caller passes the time, which must not decrease. One per worker; not thread-safe.
#pragma once

#include <array>
#include <cstdint>

#include "common/base/clock.h"

namespace rrlb {

class RetryBudget {
 public:
  explicit RetryBudget(unsigned percent) : percent_{percent} {}

  void set_percent(unsigned percent) { percent_ = percent; }

  // Counts a new request. A retry is not one.
  void request(TimePoint now) {
    if (now >= second_ends_) roll(now);
    ++current().requests;
    ++all_.requests;
  }

  // Returns whether a retry is allowed, and counts it if so.
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
  std::size_t at_ = 0;  // the current second
  TimePoint second_ends_{};
  Counts all_;  // the sum of all seconds
};

}  // namespace rrlb
