// How long an upstream took to answer, as percentiles and as the cumulative counts that Prometheus
// takes. Any thread may record at any time: a sample is two additions, without a lock.
//
// Buckets are at most 12.5 % wide (8 steps a power of two), from 1 us to 2^32 us (71 minutes); what
// lies outside counts in the first or last one. Those that a bound of Prometheus falls into are cut
// in two there, so that the cumulative counts are exact. The buckets take 2 KiB, and are allocated
// with the first sample: of ten thousand upstreams, many never get a request.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "common/base/log_buckets.h"

namespace rrlb {

// What a histogram of Prometheus says.
struct ResponseTimesReading {
  // Upper bounds, inclusive, in us: 1 ms to 10 s.
  static constexpr std::array<std::uint32_t, 13> kBounds{
      1'000,   2'500,   5'000,     10'000,    25'000,    50'000,    100'000,
      250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

  // How many samples do not exceed each bound; the last is the number of all.
  std::array<std::uint64_t, kBounds.size() + 1> cumulative{};
  std::chrono::microseconds sum{0};

  bool operator==(const ResponseTimesReading&) const = default;
};

class ResponseTimes {
 public:
  ResponseTimes() = default;
  ~ResponseTimes();
  ResponseTimes(const ResponseTimes&) = delete;
  ResponseTimes& operator=(const ResponseTimes&) = delete;

  void record(std::chrono::microseconds time);

  std::uint64_t count() const { return read().cumulative.back(); }

  // The time that `share` (0..1) of the samples do not exceed, to the precision of a bucket (its
  // upper edge); 0 without samples.
  std::chrono::microseconds percentile(double share) const;

  ResponseTimesReading read() const;

 private:
  static constexpr auto& kBounds = ResponseTimesReading::kBounds;
  using Coarse = LogBuckets<3>;
  static constexpr std::size_t kBuckets = Coarse::kCount + kBounds.size();
  using Buckets = std::array<std::atomic<std::uint64_t>, kBuckets>;
  struct Layout;
  static const Layout& layout();

  Buckets& buckets();  // makes them if there are none yet
  std::uint64_t in_bucket(std::size_t bucket) const;

  std::atomic<Buckets*> buckets_{nullptr};  // never replaced, once they are there
  std::atomic<std::uint64_t> sum_{0};
};

}  // namespace rrlb
