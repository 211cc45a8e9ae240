#include "daemon/balance/pick/least_connections.h"

#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::member;
using made::Numbers;

constexpr Algorithm kLeast = Algorithm::least_connections;

void set_load(const Member& member, std::uint64_t load) {
  member.upstream->counters().in_flight = load;
}

// Assigns `count` requests that do not end, and returns how many each backend got.
std::string give(const Pool& pool, int count) {
  for (int i = 0; i < count; ++i) ++pool.pick()->upstream->counters().in_flight;
  std::string got;
  for (const Member& one : pool.members()) {
    got += (got.empty() ? "" : " ") + std::to_string(one.upstream->counters().in_flight);
  }
  return got;
}

TEST(LeastConnections, TheBackendWithTheFewestIsPicked) {
  const Pool pool = made::pool({member("a"), member("b"), member("c")}, {kLeast});
  set_load(pool.members()[0], 3);
  set_load(pool.members()[1], 1);
  set_load(pool.members()[2], 2);
  EXPECT_EQ(pool.pick()->authority, "b");
  EXPECT_EQ(give(pool, 3), "3 3 3");
}

TEST(LeastConnections, EqualsTakeTurns) {
  const Pool pool = made::pool({member("a"), member("b"), member("c")}, {kLeast});
  std::string order;
  for (int i = 0; i < 6; ++i) order += pool.pick()->authority;
  EXPECT_EQ(order, "abcabc");
  for (const Member& one : pool.members()) set_load(one, 5);
  for (int i = 0; i < 3; ++i) order += pool.pick()->authority;
  EXPECT_EQ(order, "abcabcabc");
}

TEST(LeastConnections, LoadsFollowWeightsTimesPercents) {
  EXPECT_EQ(give(made::pool({member("a", Health::healthy, 3), member("b")}, {kLeast}), 400),
            "300 100");
  EXPECT_EQ(give(made::pool({member("slow", Health::healthy, 4, 25), member("b"),
                             member("c", Health::healthy, 2)},
                            {kLeast}),
                 400),
            "100 100 200");
}

TEST(LeastConnections, IdleBackendsArePickedByTheirWeights) {
  const Pool pool = made::pool({member("a", Health::healthy, 3), member("b")}, {kLeast});
  std::string order;
  for (int i = 0; i < 8; ++i) order += pool.pick()->authority;
  EXPECT_EQ(order, "aabaaaba");
}

TEST(LeastConnections, AnUnusableBackendIsSkipped) {
  const Pool pool = made::pool({member("a"), member("b"), member("c")}, {kLeast});
  set_load(pool.members()[0], 9);
  set_load(pool.members()[1], 0);
  set_load(pool.members()[2], 5);
  const auto not_b = [](const Member& one) { return one.authority != "b"; };
  EXPECT_EQ(pool.pick({}, not_b)->authority, "c");
}

TEST(LeastConnections, RecentRequestsAreTheLoadIfTheirEndIsNotSeen) {
  const Pool pool =
      made::pool({member("a"), member("b")}, {kLeast, LoadSource::recent_requests, 0, nullptr});
  pool.members()[0].upstream->counters().requests = 1'000;
  pool.members()[0].upstream->counters().settled = 999;
  pool.members()[1].upstream->counters().requests = 10;
  EXPECT_EQ(pool.pick()->authority, "a");
}

// Requests come and end at random.
TEST(LeastConnections, NoBackendIsPickedWhileAnotherHasLessForItsWeight) {
  Numbers numbers{5};
  std::vector<Member> members;
  for (int i = 0; i < 20; ++i) {
    members.push_back(member(std::to_string(i), i % 7 == 3 ? Health::unhealthy : Health::healthy,
                             1 + numbers.below(6), 5 + 5 * numbers.below(20)));
  }
  const Pool pool = made::pool(std::move(members), {kLeast});
  std::vector<const Member*> open;
  const auto load = [](const Member& one) {
    return static_cast<double>(one.upstream->counters().in_flight) /
           static_cast<double>(one.weight * one.percent);
  };
  for (int i = 0; i < 20'000; ++i) {
    const Member* picked = pool.pick(numbers.key());
    for (const std::uint32_t position : pool.eligible()) {
      ASSERT_LE(load(*picked), load(pool.members()[position]) + 1e-9);
    }
    ++picked->upstream->counters().in_flight;
    open.push_back(picked);
    while (open.size() > 300 || (!open.empty() && numbers.below(3) == 0)) {
      std::swap(open[numbers.below(open.size())], open.back());
      --open.back()->upstream->counters().in_flight;
      open.pop_back();
    }
  }
}

}  // namespace
}  // namespace rrlb
