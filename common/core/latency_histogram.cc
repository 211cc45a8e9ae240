#include "core/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rrlb {
namespace {

constexpr unsigned kStepBits = 5;
constexpr std::uint64_t kLargest = UINT32_MAX;

// Values below 2^5 have a bucket each; above, the highest bit picks the group and the next five
// bits the step in it.
unsigned bucket_of(std::uint64_t value) {
  if (value < (1U << kStepBits)) return static_cast<unsigned>(value);
  const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kStepBits;
  return (shift + 1) * (1U << kStepBits) +
         (static_cast<unsigned>(value >> shift) - (1U << kStepBits));
}

std::uint64_t upper_edge(unsigned bucket) {
  if (bucket < (1U << kStepBits)) return bucket;
  const unsigned shift = (bucket >> kStepBits) - 1;
  const std::uint64_t step = (bucket & ((1U << kStepBits) - 1)) + (1U << kStepBits);
  return ((step + 1) << shift) - 1;
}

}  // namespace

void LatencyHistogram::record(std::chrono::microseconds latency) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(0, latency.count()));
  ++buckets_[bucket_of(std::min(value, kLargest))];
  ++count_;
}

std::chrono::microseconds LatencyHistogram::percentile(double share) const {
  if (count_ == 0) return std::chrono::microseconds{0};
  const auto wanted =
      static_cast<std::uint64_t>(std::max(1.0, std::ceil(share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (unsigned i = 0; i < kBuckets; ++i) {
    seen += buckets_[i];
    if (seen >= wanted) return std::chrono::microseconds{upper_edge(i)};
  }
  return std::chrono::microseconds{kLargest};
}

}  // namespace rrlb
