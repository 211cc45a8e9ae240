#include "daemon/balance/fitness/response_times.h"

#include <algorithm>
#include <memory>

namespace rrlb {

// Where the buckets end, and which is the first in each coarse one.
struct ResponseTimes::Layout {
  std::array<std::uint32_t, kBuckets> edges{};
  std::array<std::uint8_t, Coarse::kCount> first{};

  constexpr Layout() {
    std::size_t bucket = 0;
    std::size_t bound = 0;
    for (unsigned i = 0; i < Coarse::kCount; ++i) {
      first[i] = static_cast<std::uint8_t>(bucket);
      const auto edge = static_cast<std::uint32_t>(Coarse::upper_edge(i));
      if (bound < kBounds.size() && kBounds[bound] < edge) edges[bucket++] = kBounds[bound++];
      edges[bucket++] = edge;
    }
  }
};

const ResponseTimes::Layout& ResponseTimes::layout() {
  static constexpr Layout kLayout;
  return kLayout;
}

ResponseTimes::~ResponseTimes() { delete buckets_.load(std::memory_order_relaxed); }

// Two threads may allocate at once; then the slower one takes the other's.
ResponseTimes::Buckets& ResponseTimes::buckets() {
  Buckets* there = buckets_.load(std::memory_order_acquire);
  if (there != nullptr) return *there;
  auto made = std::make_unique<Buckets>();
  const bool first = buckets_.compare_exchange_strong(there, made.get(), std::memory_order_acq_rel);
  return first ? *made.release() : *there;
}

std::uint64_t ResponseTimes::in_bucket(std::size_t bucket) const {
  const Buckets* there = buckets_.load(std::memory_order_acquire);
  return there == nullptr ? 0 : (*there)[bucket].load(std::memory_order_relaxed);
}

void ResponseTimes::record(std::chrono::microseconds time) {
  const auto value =
      static_cast<std::uint64_t>(std::clamp<std::int64_t>(time.count(), 0, Coarse::kLargest));
  std::size_t bucket = layout().first[Coarse::of(value)];
  if (value > layout().edges[bucket]) ++bucket;  // behind the bound that cuts it in two
  buckets()[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::chrono::microseconds ResponseTimes::percentile(double share) const {
  const std::uint64_t all = count();
  if (all == 0) return std::chrono::microseconds{0};
  const std::uint64_t wanted = nearest_rank(share, all);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += in_bucket(i);
    if (seen >= wanted) return std::chrono::microseconds{layout().edges[i]};
  }
  return std::chrono::microseconds{Coarse::kLargest};
}

ResponseTimesReading ResponseTimes::read() const {
  ResponseTimesReading reading;
  std::uint64_t seen = 0;
  std::size_t bound = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += in_bucket(i);
    if (bound < kBounds.size() && layout().edges[i] == kBounds[bound]) {
      reading.cumulative[bound++] = seen;
    }
  }
  reading.cumulative.back() = seen;
  reading.sum = std::chrono::microseconds{sum_.load(std::memory_order_relaxed)};
  return reading;
}

}  // namespace rrlb
