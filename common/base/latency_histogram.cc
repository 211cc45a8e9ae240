#include "common/base/latency_histogram.h"

#include <algorithm>

namespace rrlb {

void LatencyHistogram::record(std::chrono::microseconds latency) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(0, latency.count()));
  ++buckets_[Buckets::of(std::min(value, Buckets::kLargest))];
  ++count_;
}

std::chrono::microseconds LatencyHistogram::percentile(double share) const {
  if (count_ == 0) return std::chrono::microseconds{0};
  const std::uint64_t wanted = nearest_rank(share, count_);
  std::uint64_t seen = 0;
  for (unsigned i = 0; i < Buckets::kCount; ++i) {
    seen += buckets_[i];
    if (seen >= wanted) return std::chrono::microseconds{Buckets::upper_edge(i)};
  }
  return std::chrono::microseconds{Buckets::kLargest};
}

}  // namespace rrlb
