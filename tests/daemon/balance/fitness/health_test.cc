#include "daemon/balance/fitness/health.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

constexpr auto kPass = ProbeResult::passed;
constexpr auto kFail = ProbeResult::failed;

HealthTracker tracker_that_is(Health health) {
  HealthTracker tracker{{.rise = 2, .fall = 3}};
  tracker.record(health == Health::healthy ? kPass : kFail);
  return tracker;
}

TEST(HealthTracker, IsUnknownUntilItsFirstProbe) {
  EXPECT_EQ(HealthTracker({2, 3}).health(), Health::unknown);
}

TEST(HealthTracker, TheFirstProbeDecidesAtOnce) {
  HealthTracker passed{{2, 3}};
  EXPECT_TRUE(passed.record(kPass));
  EXPECT_EQ(passed.health(), Health::healthy);
  HealthTracker failed{{2, 3}};
  EXPECT_TRUE(failed.record(kFail));
  EXPECT_EQ(failed.health(), Health::unhealthy);
}

TEST(HealthTracker, FallsAfterThatManyFailuresInARow) {
  HealthTracker tracker = tracker_that_is(Health::healthy);
  EXPECT_FALSE(tracker.record(kFail));
  EXPECT_FALSE(tracker.record(kFail));
  EXPECT_EQ(tracker.health(), Health::healthy);
  EXPECT_TRUE(tracker.record(kFail));
  EXPECT_EQ(tracker.health(), Health::unhealthy);
}

TEST(HealthTracker, RisesAfterThatManyPassesInARow) {
  HealthTracker tracker = tracker_that_is(Health::unhealthy);
  EXPECT_FALSE(tracker.record(kPass));
  EXPECT_TRUE(tracker.record(kPass));
  EXPECT_EQ(tracker.health(), Health::healthy);
}

TEST(HealthTracker, OnePassRestartsTheCountOfFailures) {
  HealthTracker tracker = tracker_that_is(Health::healthy);
  for (int i = 0; i < 10; ++i) {
    tracker.record(kFail);
    tracker.record(kFail);
    EXPECT_FALSE(tracker.record(kPass));
  }
  EXPECT_EQ(tracker.health(), Health::healthy);
}

TEST(HealthTracker, NewRulesHoldFromTheNextProbeOn) {
  HealthTracker tracker = tracker_that_is(Health::healthy);
  tracker.record(kFail);
  tracker.set_rules({.rise = 2, .fall = 2});
  EXPECT_TRUE(tracker.record(kFail));
}

}  // namespace
}  // namespace rrlb
