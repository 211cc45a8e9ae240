// Counts latencies in buckets that are about 3 % wide, so that percentiles over any number of
// samples need 8 KiB and no sorting.
//
// Range: 1 us to 2^32 us (71 minutes). Values outside are counted in the first or last bucket.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "common/base/log_buckets.h"

namespace rrlb {

class LatencyHistogram {
 public:
  void record(std::chrono::microseconds latency);

  std::uint64_t count() const { return count_; }

  // The latency that `share` (0..1) of the samples do not exceed, rounded up to the edge of its
  // bucket. 0 if there are no samples.
  std::chrono::microseconds percentile(double share) const;

 private:
  using Buckets = LogBuckets<5>;

  std::array<std::uint64_t, Buckets::kCount> buckets_{};
  std::uint64_t count_ = 0;
};

}  // namespace rrlb
