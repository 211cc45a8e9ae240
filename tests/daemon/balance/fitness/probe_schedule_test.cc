#include "daemon/balance/fitness/probe_schedule.h"

#include <gtest/gtest.h>

#include <set>

#include "common/base/clock.h"

namespace rrlb {
namespace {

constexpr Milliseconds kInterval{2'000};

TEST(ProbeSchedule, AFewBackendsAreProbedAlmostAtOnce) {
  EXPECT_EQ(ProbeSchedule::first_delay(0, 4, kInterval), Milliseconds{0});
  EXPECT_EQ(ProbeSchedule::first_delay(3, 4, kInterval), Milliseconds{15});
}

TEST(ProbeSchedule, AThousandBackendsAreSpreadOverOneInterval) {
  std::set<Milliseconds> delays;
  for (std::size_t i = 0; i < 1000; ++i) {
    delays.insert(ProbeSchedule::first_delay(i, 1000, kInterval));
  }
  EXPECT_EQ(delays.size(), 1000U);
  EXPECT_LT(*delays.rbegin(), kInterval);
}

TEST(ProbeSchedule, LaterProbesAreNeverLateAndSeldomTogether) {
  ProbeSchedule schedule{42};
  std::set<Milliseconds> delays;
  for (int i = 0; i < 1000; ++i) {
    const Milliseconds delay = schedule.next_delay(kInterval);
    ASSERT_LE(delay, kInterval);
    ASSERT_GE(delay, kInterval * 9 / 10);
    delays.insert(delay);
  }
  EXPECT_GT(delays.size(), 150U);  // of 201 possible ones
}

TEST(ProbeSchedule, OneSeedGivesOneSchedule) {
  ProbeSchedule one{7};
  ProbeSchedule same{7};
  EXPECT_EQ(one.next_delay(kInterval), same.next_delay(kInterval));
}

}  // namespace
}  // namespace rrlb
