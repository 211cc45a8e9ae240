#include "balance/pool.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "made.h"

namespace rrlb {
namespace {

using made::upstream;

Member member(const std::string& name, Health health, std::uint64_t weight = 1) {
  return {upstream(name, health), weight, 100, "127.0.0.1", 0, name, "http://" + name};
}

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

TEST(Pool, OnlyTheHealthyArePicked) {
  const Pool pool{{member("new", Health::unknown), member("good", Health::healthy),
                   member("bad", Health::unhealthy)},
                  {Algorithm::round_robin},
                  std::make_shared<PickCursor>()};
  EXPECT_EQ(picks(pool, 10), (std::map<std::string, int>{{"good", 10}}));
}

TEST(Pool, AWeightOfTheDownGoesToTheOthersInProportion) {
  const Pool pool{{member("a", Health::healthy, 3), member("down", Health::unhealthy, 200),
                   member("b", Health::healthy, 1)},
                  {Algorithm::weighted_round_robin},
                  std::make_shared<PickCursor>()};
  EXPECT_EQ(picks(pool, 8), (std::map<std::string, int>{{"a", 6}, {"b", 2}}));
}

TEST(Pool, NobodyIsPickedWhenNobodyIsEligible) {
  const Pool down{
      {member("a", Health::unhealthy)}, {Algorithm::round_robin}, std::make_shared<PickCursor>()};
  EXPECT_EQ(down.pick(), nullptr);
  const Pool empty{{}, {Algorithm::weighted_round_robin}, std::make_shared<PickCursor>()};
  EXPECT_EQ(empty.pick(), nullptr);
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
