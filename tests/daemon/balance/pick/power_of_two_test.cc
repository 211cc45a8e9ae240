#include "daemon/balance/pick/power_of_two.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::member;
using made::Numbers;

constexpr Algorithm kTwo = Algorithm::power_of_two;
constexpr int kPicks = 50'000;

// The share of all picks that each backend gets.
std::map<std::string, double> shares(const Pool& pool) {
  Numbers numbers{6};
  std::map<std::string, double> shares;
  for (int i = 0; i < kPicks; ++i) shares[pool.pick(numbers.key())->authority] += 1.0 / kPicks;
  return shares;
}

TEST(PowerOfTwo, EqualBackendsGetSharesByWeight) {
  const auto got = shares(made::pool(
      {member("a", Health::healthy, 5), member("b", Health::healthy, 3), member("c")}, {kTwo}));
  EXPECT_NEAR(got.at("a"), 5.0 / 9, 0.01);
  EXPECT_NEAR(got.at("b"), 3.0 / 9, 0.01);
  EXPECT_NEAR(got.at("c"), 1.0 / 9, 0.01);
}

TEST(PowerOfTwo, APercentageIsOfTheWeight) {
  const auto got = shares(made::pool(
      {member("slow", Health::healthy, 4, 25), member("b"), member("c", Health::healthy, 2)},
      {kTwo}));
  EXPECT_NEAR(got.at("slow"), 0.25, 0.01);
  EXPECT_NEAR(got.at("b"), 0.25, 0.01);
  EXPECT_NEAR(got.at("c"), 0.5, 0.01);
}

TEST(PowerOfTwo, TheBetterOfTwoIsPicked) {
  const Pool pool = made::pool({member("busy"), member("b")}, {kTwo});
  pool.members()[0].upstream->counters().in_flight = 1;
  EXPECT_FALSE(shares(pool).contains("busy"));
}

TEST(PowerOfTwo, ALoadCountsInProportionToTheWeight) {
  const Pool pool = made::pool({member("large", Health::healthy, 8), member("small")}, {kTwo});
  pool.members()[0].upstream->counters().in_flight = 4;  // half a request a weight
  pool.members()[1].upstream->counters().in_flight = 1;
  EXPECT_FALSE(shares(pool).contains("small"));
}

TEST(PowerOfTwo, TheQuickerOneIsPicked) {
  const Pool pool = made::pool({member("slow"), member("quick")}, {kTwo});
  pool.members()[0].upstream->counters().response_ewma_us = 2'000;
  pool.members()[1].upstream->counters().response_ewma_us = 1'000;
  EXPECT_FALSE(shares(pool).contains("slow"));
}

TEST(PowerOfTwo, ADifferenceOfAFifthIsIgnored) {
  const Pool pool = made::pool({member("a"), member("b")}, {kTwo});
  pool.members()[0].upstream->counters().response_ewma_us = 1'200;
  pool.members()[1].upstream->counters().response_ewma_us = 1'000;
  EXPECT_NEAR(shares(pool).at("a"), 0.5, 0.01);
}

TEST(PowerOfTwo, AnUnknownResponseTimeCountsAsTheOthers) {
  const Pool pool = made::pool({member("known"), member("new")}, {kTwo});
  pool.members()[0].upstream->counters().response_ewma_us = 900'000;
  EXPECT_NEAR(shares(pool).at("known"), 0.5, 0.01);
}

TEST(PowerOfTwo, TwoAreFoundWhereOneHasNearlyAllTheWeight) {
  const Pool pool = made::pool({member("large", Health::healthy, 256), member("small")}, {kTwo});
  pool.members()[0].upstream->counters().in_flight = 100'000;
  EXPECT_FALSE(shares(pool).contains("large"));
}

// Three times as many concurrent requests as backends: no backend has many more than the mean.
TEST(PowerOfTwo, KeepsLoadsTogether) {
  Numbers numbers{7};
  std::vector<Member> members;
  for (int i = 0; i < 100; ++i) members.push_back(member(std::to_string(i)));
  const Pool pool = made::pool(std::move(members), {kTwo});
  std::vector<const Member*> open;
  std::uint64_t most = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Member* picked = pool.pick(numbers.key());
    most = std::max(most, ++picked->upstream->counters().in_flight);
    open.push_back(picked);
    if (open.size() <= 300) continue;
    std::swap(open[numbers.below(open.size())], open.back());
    --open.back()->upstream->counters().in_flight;
    open.pop_back();
  }
  EXPECT_LE(most, 7U);  // the mean is 3; with one draw the maximum would be about 12
}

}  // namespace
}  // namespace rrlb
