#include "daemon/state/publisher.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

using std::chrono::microseconds;

TEST(Publisher, ATopologyThatCostsLittleIsFollowedAtOnce) {
  EXPECT_EQ(pause_after(microseconds{0}), Milliseconds{0});
  EXPECT_EQ(pause_after(microseconds{99}), Milliseconds{0});
}

TEST(Publisher, TopologiesTakeATenthOfTheTimeAtMost) {
  EXPECT_EQ(pause_after(microseconds{100}), Milliseconds{1});
  EXPECT_EQ(pause_after(Milliseconds{7}), Milliseconds{70});
}

TEST(Publisher, AChangeWaitsASecondAtMost) {
  EXPECT_EQ(pause_after(Milliseconds{100}), Milliseconds{1'000});
  EXPECT_EQ(pause_after(Milliseconds{5'000}), Milliseconds{1'000});
}

}  // namespace
}  // namespace rrlb
