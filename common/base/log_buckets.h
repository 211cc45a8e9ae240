// Buckets for 32-bit unsigned integers whose width grows with the value: every power of two is
// divided into 2^kStepBits steps (the idea of HdrHistogram). Each number below 2^kStepBits has a
// bucket of its own.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace rrlb {

template <unsigned kStepBits>
struct LogBuckets {
  static constexpr std::uint64_t kLargest = UINT32_MAX;
  static constexpr unsigned kCount = (32 - kStepBits + 1) << kStepBits;

  // The bucket of a value up to kLargest: the highest bit selects the group, the next kStepBits
  // bits the step within it.
  static constexpr unsigned of(std::uint64_t value) {
    if (value < kSteps) return static_cast<unsigned>(value);
    const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kStepBits;
    return (shift + 1) * kSteps + (static_cast<unsigned>(value >> shift) - kSteps);
  }

  // The largest value in a bucket.
  static constexpr std::uint64_t upper_edge(unsigned bucket) {
    if (bucket < kSteps) return bucket;
    const unsigned shift = (bucket >> kStepBits) - 1;
    const std::uint64_t step = (bucket & (kSteps - 1)) + kSteps;
    return ((step + 1) << shift) - 1;
  }

 private:
  static constexpr unsigned kSteps = 1U << kStepBits;
};

// The rank (from 1) of the sorted sample that `share` (0..1) of `count` samples do not exceed, by
// the nearest-rank method.
inline std::uint64_t nearest_rank(double share, std::uint64_t count) {
  return static_cast<std::uint64_t>(std::max(1.0, std::ceil(share * static_cast<double>(count))));
}

}  // namespace rrlb
