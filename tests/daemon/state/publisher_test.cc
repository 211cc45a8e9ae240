#include "daemon/state/publisher.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

using std::chrono::microseconds;

constexpr std::size_t kMany = 1'000;  // backends

TEST(Publisher, ATopologyThatCostsLittleIsFollowedAtOnce) {
  EXPECT_EQ(pause_after(microseconds{0}, kMany), Milliseconds{0});
  EXPECT_EQ(pause_after(microseconds{99}, kMany), Milliseconds{0});
}

TEST(Publisher, AChangeOfFewBackendsWaitsForNothing) {
  EXPECT_EQ(pause_after(Milliseconds{100}, kMany - 1), Milliseconds{0});
}

TEST(Publisher, TopologiesTakeATenthOfTheTimeAtMost) {
  EXPECT_EQ(pause_after(microseconds{100}, kMany), Milliseconds{1});
  EXPECT_EQ(pause_after(Milliseconds{7}, kMany), Milliseconds{70});
}

TEST(Publisher, AChangeWaitsASecondAtMost) {
  EXPECT_EQ(pause_after(Milliseconds{100}, kMany), Milliseconds{1'000});
  EXPECT_EQ(pause_after(Milliseconds{5'000}, kMany), Milliseconds{1'000});
}

}  // namespace
}  // namespace rrlb
