#include "daemon/balance/pools/pool.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::member;

std::map<std::string, int> picks(const Pool& pool, int count) {
  std::map<std::string, int> by_name;
  for (int i = 0; i < count; ++i) ++by_name[pool.pick()->upstream->name()];
  return by_name;
}

TEST(Pool, RoundRobinIsExact) {
  const Pool pool{{member("a", Health::healthy), member("b", Health::healthy),
                   member("c", Health::healthy), member("d", Health::healthy)},
                  {Algorithm::round_robin},
                  std::make_shared<PickCursor>()};
  EXPECT_EQ(picks(pool, 5000),
            (std::map<std::string, int>{{"a", 1250}, {"b", 1250}, {"c", 1250}, {"d", 1250}}));
}

TEST(Pool, RoundRobinDoesNotLookAtWeights) {
  const Pool pool{{member("a", Health::healthy, 9), member("b", Health::healthy, 1)},
                  {Algorithm::round_robin},
                  std::make_shared<PickCursor>()};
  EXPECT_EQ(picks(pool, 100), (std::map<std::string, int>{{"a", 50}, {"b", 50}}));
}

TEST(Pool, WeightedRoundRobinFollowsWeights) {
  const Pool pool{{member("a", Health::healthy, 3), member("b", Health::healthy, 1)},
                  {Algorithm::weighted_round_robin},
                  std::make_shared<PickCursor>()};
  EXPECT_EQ(picks(pool, 400), (std::map<std::string, int>{{"a", 300}, {"b", 100}}));
}

TEST(Pool, OnlyHealthyBackendsArePicked) {
  const Pool pool{{member("new", Health::unknown), member("good", Health::healthy),
                   member("bad", Health::unhealthy)},
                  {Algorithm::round_robin},
                  std::make_shared<PickCursor>()};
  EXPECT_EQ(picks(pool, 10), (std::map<std::string, int>{{"good", 10}}));
}

TEST(Pool, TheWeightOfADownBackendGoesToTheOthersInProportion) {
  const Pool pool{{member("a", Health::healthy, 3), member("down", Health::unhealthy, 200),
                   member("b", Health::healthy, 1)},
                  {Algorithm::weighted_round_robin},
                  std::make_shared<PickCursor>()};
  EXPECT_EQ(picks(pool, 8), (std::map<std::string, int>{{"a", 6}, {"b", 2}}));
}

TEST(Pool, NoneIsPickedWhenNoneIsEligible) {
  const Pool down{
      {member("a", Health::unhealthy)}, {Algorithm::round_robin}, std::make_shared<PickCursor>()};
  EXPECT_EQ(down.pick(), nullptr);
  const Pool empty{{}, {Algorithm::weighted_round_robin}, std::make_shared<PickCursor>()};
  EXPECT_EQ(empty.pick(), nullptr);
}

TEST(Pool, RoundRobinFollowsPercentsAlone) {
  const Pool pool{{member("slow", Health::healthy, 9, 25), member("b", Health::healthy, 1, 100)},
                  {Algorithm::round_robin},
                  std::make_shared<PickCursor>()};
  EXPECT_EQ(picks(pool, 100), (std::map<std::string, int>{{"b", 80}, {"slow", 20}}));
}

TEST(Pool, WeightedRoundRobinFollowsWeightsTimesPercents) {
  const Pool pool{{member("slow", Health::healthy, 4, 5), member("b", Health::healthy, 1, 100)},
                  {Algorithm::weighted_round_robin},
                  std::make_shared<PickCursor>()};
  EXPECT_EQ(picks(pool, 120), (std::map<std::string, int>{{"b", 100}, {"slow", 20}}));
}

TEST(Pool, AnUnusableBackendLosesItsTurnToTheNext) {
  const Pool pool{{member("a"), member("full"), member("c")},
                  {Algorithm::round_robin},
                  std::make_shared<PickCursor>()};
  std::string order;
  for (int i = 0; i < 6; ++i) {
    order += pool.pick({}, [](const Member& one) { return one.authority != "full"; })->authority;
  }
  EXPECT_EQ(order, "acacac");
}

TEST(Pool, TheOnlyUsableBackendOfManyIsFound) {
  std::vector<Member> members;
  for (int i = 0; i < 100; ++i) members.push_back(member(std::to_string(i)));
  const Pool pool{std::move(members), {Algorithm::round_robin}, std::make_shared<PickCursor>()};
  const Member* picked = pool.pick({}, [](const Member& one) { return one.authority == "77"; });
  ASSERT_NE(picked, nullptr);
  EXPECT_EQ(picked->authority, "77");
}

TEST(Pool, ARetryDoesNotTakeATurnOfOtherRequests) {
  for (const Algorithm algorithm : {Algorithm::round_robin, Algorithm::least_connections}) {
    const Pool pool{{member("a"), member("b")}, {algorithm}, std::make_shared<PickCursor>()};
    std::uint64_t own_turn = 1;
    PickKey retry;
    retry.own_turn = &own_turn;
    EXPECT_EQ(pool.pick()->authority, "a");
    EXPECT_EQ(pool.pick(retry)->authority, "b");
    EXPECT_EQ(pool.pick(retry)->authority, "a");
    EXPECT_EQ(pool.pick()->authority, "b");
    EXPECT_EQ(own_turn, 3U);
  }
}

TEST(Pool, OnlyAConsistentHashNeedsAHashAndOnlyABoundTheLoad) {
  using made::pool;
  EXPECT_FALSE(pool({}, {Algorithm::least_connections}).needs_hash());
  EXPECT_FALSE(pool({}, {Algorithm::least_connections, {}, 125, {}}).needs_load());
  EXPECT_TRUE(pool({}, {Algorithm::consistent_hash}).needs_hash());
  EXPECT_FALSE(pool({}, {Algorithm::consistent_hash}).needs_load());
  EXPECT_TRUE(pool({}, {Algorithm::consistent_hash, {}, 125, {}}).needs_load());
}

TEST(Pool, IsExactOverSeveralThreadsAndSuccessivePools) {
  const auto cursor = std::make_shared<PickCursor>();
  const std::vector<Member> members{member("a", Health::healthy), member("b", Health::healthy),
                                    member("c", Health::healthy), member("d", Health::healthy)};
  const auto pick_many = [&] {
    for (int pool = 0; pool < 50; ++pool) {
      const Pool made{members, {Algorithm::round_robin}, cursor};
      for (int i = 0; i < 50; ++i) {
        made.pick()->upstream->counters().requests.fetch_add(1, std::memory_order_relaxed);
      }
    }
  };
  std::thread other{pick_many};
  pick_many();
  other.join();
  for (const Member& one : members) EXPECT_EQ(one.upstream->counters().requests, 1250U);
}

}  // namespace
}  // namespace rrlb
