#include "daemon/balance/fitness/upstream_counters.h"

#include <algorithm>

namespace rrlb {

std::uint64_t UpstreamCounters::own_failures() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kFailureKinds; ++i) {
    if (failure(static_cast<FailureKind>(i)).side != Side::backend) continue;
    sum += failures[i].load(std::memory_order_relaxed);
  }
  return sum;
}

OutlierCounts UpstreamCounters::outlier_counts() const {
  const std::uint64_t under_way = in_flight.load(std::memory_order_relaxed);
  const std::uint64_t given = requests.load(std::memory_order_relaxed);
  OutlierCounts counts;
  counts.ended = given - std::min(given, under_way);
  const std::uint64_t failed = own_failures() + responses[4].load(std::memory_order_relaxed);
  counts.failed = std::min(counts.ended, failed);
  counts.run = failures_in_a_row.load(std::memory_order_relaxed);
  return counts;
}

}  // namespace rrlb
