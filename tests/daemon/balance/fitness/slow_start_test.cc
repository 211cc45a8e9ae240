#include "daemon/balance/fitness/slow_start.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

using std::chrono::seconds;

const TimePoint kStart{std::chrono::hours{5}};

TEST(SlowStart, BeginsWithATenthOfTheWeight) {
  EXPECT_EQ(slow_start_percent(seconds{10}, kStart, kStart), 10U);
}

TEST(SlowStart, RisesInStepsOfTen) {
  for (const auto& [second, percent] :
       {std::pair{0, 10U}, {1, 20U}, {2, 30U}, {5, 60U}, {8, 90U}, {9, 100U}, {10, 100U}}) {
    EXPECT_EQ(slow_start_percent(seconds{9}, kStart, kStart + seconds{second}), percent) << second;
  }
  EXPECT_EQ(slow_start_percent(seconds{9}, kStart, kStart + Milliseconds{999}), 10U);
}

TEST(SlowStart, EndsWithTheWholeWeight) {
  EXPECT_EQ(slow_start_percent(seconds{10}, kStart, kStart + Milliseconds{9'999}), 90U);
  EXPECT_EQ(slow_start_percent(seconds{10}, kStart, kStart + seconds{10}), 100U);
  EXPECT_EQ(slow_start_percent(seconds{10}, kStart, kStart + std::chrono::hours{100'000}), 100U);
}

TEST(SlowStart, WithoutATimeTheWholeWeightCountsAtOnce) {
  EXPECT_EQ(slow_start_percent(seconds{0}, kStart, kStart), 100U);
  EXPECT_EQ(next_slow_start_step(seconds{0}, kStart, kStart), std::nullopt);
}

TEST(SlowStart, ABackendThatNeverReturnedHasItsWholeWeight) {
  EXPECT_EQ(slow_start_percent(seconds{10}, {}, kStart), 100U);
  EXPECT_EQ(next_slow_start_step(seconds{10}, {}, kStart), std::nullopt);
}

TEST(SlowStart, EachStepIsMadeWhenItIsDueAndNotBefore) {
  for (const auto length : {Milliseconds{9'000}, Milliseconds{10'000}, Milliseconds{7}}) {
    TimePoint now = kStart;
    for (unsigned percent = 10; percent < 100; percent += 10) {
      EXPECT_EQ(slow_start_percent(length, kStart, now), percent);
      const auto next = next_slow_start_step(length, kStart, now);
      ASSERT_TRUE(next);
      EXPECT_EQ(slow_start_percent(length, kStart, *next - Clock::duration{1}), percent);
      now = *next;
    }
    EXPECT_EQ(now, kStart + length);
    EXPECT_EQ(next_slow_start_step(length, kStart, now), std::nullopt);
  }
}

TEST(SlowStart, AShorterTimeAppliesAtOnce) {
  const TimePoint now = kStart + seconds{6};
  EXPECT_EQ(slow_start_percent(seconds{20}, kStart, now), 30U);
  EXPECT_EQ(slow_start_percent(seconds{5}, kStart, now), 100U);
}

}  // namespace
}  // namespace rrlb
