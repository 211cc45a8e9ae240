// What a count of requests was a second ago: then, the newer ones are the load of now, where nobody
// sees a request's end.
//
// Takes a sample of the count every 100 ms, from whoever has the clock.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace rrlb {

class RecentRequests {
 public:
  static constexpr std::size_t kSamples = 10;

  // Takes the count of now; returns that of ten samples ago, or 0 when there were not so many yet.
  std::uint64_t sample(std::uint64_t count) {
    const std::uint64_t oldest = samples_[next_];
    samples_[next_] = count;
    next_ = (next_ + 1) % kSamples;
    return oldest;
  }

 private:
  std::array<std::uint64_t, kSamples> samples_{};
  std::size_t next_ = 0;  // the oldest one's place
};

}  // namespace rrlb
