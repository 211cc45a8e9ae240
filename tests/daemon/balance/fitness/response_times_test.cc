#include "daemon/balance/fitness/response_times.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace rrlb {
namespace {

using std::chrono::microseconds;

constexpr auto& kBounds = ResponseTimesReading::kBounds;
using Cumulative = decltype(ResponseTimesReading::cumulative);

TEST(ResponseTimes, AreZeroWithoutSamples) {
  const ResponseTimes times;
  EXPECT_EQ(times.count(), 0U);
  EXPECT_EQ(times.read().sum, microseconds{0});
  EXPECT_EQ(times.percentile(0.5), microseconds{0});
  EXPECT_EQ(times.read().cumulative, Cumulative{});
}

TEST(ResponseTimes, AreExactBelow16Microseconds) {
  for (long value = 0; value < 16; ++value) {
    ResponseTimes times;
    times.record(microseconds{value});
    EXPECT_EQ(times.percentile(0.5), microseconds{value});
    EXPECT_EQ(times.read().sum, microseconds{value});
  }
}

TEST(ResponseTimes, AreNeverTooLowNorMoreThanAnEighthTooHigh) {
  for (long value = 1; value < (1L << 32); value = value * 33 / 32 + 1) {
    ResponseTimes times;
    times.record(microseconds{value});
    const long shown = times.percentile(1).count();
    EXPECT_GE(shown, value);
    EXPECT_LE(shown, value + value / 8);
  }
}

TEST(ResponseTimes, FindPercentilesByNearestRank) {
  ResponseTimes times;
  for (long value = 1; value <= 15; ++value) times.record(microseconds{value});
  EXPECT_EQ(times.count(), 15U);
  EXPECT_EQ(times.read().sum, microseconds{120});
  EXPECT_EQ(times.percentile(0), microseconds{1});
  EXPECT_EQ(times.percentile(0.5), microseconds{8});
  EXPECT_EQ(times.percentile(0.9), microseconds{14});
  EXPECT_EQ(times.percentile(0.99), microseconds{15});
  EXPECT_EQ(times.percentile(1), microseconds{15});
}

TEST(ResponseTimes, CountValuesOutsideTheRangeAtItsEdges) {
  ResponseTimes times;
  times.record(microseconds{-5});
  EXPECT_EQ(times.percentile(1), microseconds{0});
  EXPECT_EQ(times.read().sum, microseconds{0});
  times.record(microseconds::max());
  EXPECT_EQ(times.percentile(1), microseconds{UINT32_MAX});
  EXPECT_EQ(times.read().sum, microseconds{UINT32_MAX});
  EXPECT_EQ(times.count(), 2U);
}

TEST(ResponseTimes, CountUpToEachBoundExactly) {
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    for (const int off : {-1, 0, 1}) {
      ResponseTimes times;
      const std::int64_t time = kBounds[i] + std::int64_t{off};
      times.record(microseconds{time});
      Cumulative expected{};
      for (std::size_t bound = off == 1 ? i + 1 : i; bound < expected.size(); ++bound) {
        expected[bound] = 1;
      }
      EXPECT_EQ(times.read().cumulative, expected) << time;
      EXPECT_EQ(times.count(), 1U);
    }
  }
}

TEST(ResponseTimes, AccumulateOverTheBounds) {
  ResponseTimes times;
  for (long value = 500; value < 100'000'000; value *= 2) times.record(microseconds{value});
  EXPECT_EQ(times.read().cumulative, (Cumulative{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 18}));
}

TEST(ResponseTimes, TakeNoRoomBeforeTheFirstSample) { EXPECT_LE(sizeof(ResponseTimes), 16U); }

TEST(ResponseTimes, LoseNoFirstSampleOfThreadsThatBeginTogether) {
  for (int round = 0; round < 200; ++round) {
    ResponseTimes times;
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        while (!go) {
        }
        times.record(microseconds{7});
      });
    }
    go = true;
    for (std::thread& thread : threads) thread.join();
    ASSERT_EQ(times.count(), 3U);
  }
}

TEST(ResponseTimes, LoseNoSampleOfAnyThread) {
  ResponseTimes times;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&times] {
      for (long value = 0; value < 50'000; ++value) times.record(microseconds{value % 5'000});
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(times.count(), 200'000U);
  EXPECT_EQ(times.read().cumulative[0], 200'000U / 5'000 * 1'001);
  EXPECT_EQ(times.read().sum, microseconds{40L * 5'000 * 4'999 / 2});
}

}  // namespace
}  // namespace rrlb
