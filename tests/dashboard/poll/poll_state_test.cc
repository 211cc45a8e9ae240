#include "dashboard/poll/poll_state.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

const TimePoint kNow{std::chrono::seconds{100}};
const WallTime kWall{std::chrono::seconds{1'800'000'000}};

TEST(PollState, NothingIsKnownAtFirst) {
  const PollState state;
  EXPECT_FALSE(state.known());
  EXPECT_FALSE(state.reachable());
  EXPECT_EQ(state.age(kNow), std::nullopt);
}

TEST(PollState, AgeCountsFromTheArrivalOfASnapshot) {
  PollState state;
  EXPECT_TRUE(state.take({}, kNow));
  EXPECT_FALSE(state.take({}, kNow + std::chrono::seconds{2}));
  EXPECT_EQ(state.age(kNow + std::chrono::seconds{5}), std::chrono::milliseconds{3'000});
}

TEST(PollState, TroubleKeepsTheOldSnapshotAndItsStart) {
  PollState state;
  state.take({}, kNow);
  EXPECT_TRUE(state.fail("connection refused", kWall));
  EXPECT_FALSE(state.fail("no answer within 2 s", kWall + std::chrono::seconds{9}));
  EXPECT_FALSE(state.reachable());
  EXPECT_TRUE(state.snapshot().has_value());
  EXPECT_EQ(state.trouble(), "no answer within 2 s");
  EXPECT_EQ(state.trouble_since(), kWall);
}

TEST(PollState, AnAnswerEndsTheTrouble) {
  PollState state;
  state.fail("connection refused", kWall);
  EXPECT_TRUE(state.take({}, kNow));
  EXPECT_TRUE(state.reachable());
  EXPECT_EQ(state.trouble(), std::nullopt);
  EXPECT_EQ(state.trouble_since(), std::nullopt);
}

}  // namespace
}  // namespace rrlb
