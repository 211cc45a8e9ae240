#include "common/base/latency_histogram.h"

#include <gtest/gtest.h>

#include <limits>

namespace rrlb {
namespace {

using std::chrono::microseconds;

TEST(LatencyHistogram, IsZeroWithoutSamples) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.percentile(0.5), microseconds{0});
}

TEST(LatencyHistogram, IsExactBelow64Microseconds) {
  for (long value = 0; value < 64; ++value) {
    LatencyHistogram histogram;
    histogram.record(microseconds{value});
    EXPECT_EQ(histogram.percentile(0.5), microseconds{value});
  }
}

TEST(LatencyHistogram, IsNeverTooLowNorMoreThanThreePercentTooHigh) {
  for (long value = 1; value < (1L << 32); value = value * 9 / 8 + 1) {
    LatencyHistogram histogram;
    histogram.record(microseconds{value});
    const long shown = histogram.percentile(1).count();
    EXPECT_GE(shown, value);
    EXPECT_LE(shown, value + value / 32);
  }
}

TEST(LatencyHistogram, FindsPercentilesByNearestRank) {
  LatencyHistogram histogram;
  for (long value = 1; value <= 60; ++value) histogram.record(microseconds{value});
  EXPECT_EQ(histogram.count(), 60U);
  EXPECT_EQ(histogram.percentile(0), microseconds{1});
  EXPECT_EQ(histogram.percentile(0.5), microseconds{30});
  EXPECT_EQ(histogram.percentile(0.9), microseconds{54});
  EXPECT_EQ(histogram.percentile(0.99), microseconds{60});
  EXPECT_EQ(histogram.percentile(1), microseconds{60});
}

TEST(LatencyHistogram, CountsValuesOutsideItsRangeAtTheEdges) {
  LatencyHistogram histogram;
  histogram.record(microseconds{-5});
  EXPECT_EQ(histogram.percentile(1), microseconds{0});
  histogram.record(microseconds::max());
  EXPECT_EQ(histogram.percentile(1), microseconds{std::numeric_limits<std::uint32_t>::max()});
  EXPECT_EQ(histogram.count(), 2U);
}

}  // namespace
}  // namespace rrlb
