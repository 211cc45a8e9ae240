// What holds for every algorithm, tested with pools of many shapes.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "daemon/balance/pools/pool.h"
#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::Numbers;

constexpr Algorithm kAll[] = {Algorithm::round_robin, Algorithm::weighted_round_robin,
                              Algorithm::least_connections, Algorithm::power_of_two,
                              Algorithm::consistent_hash};

Health health(Numbers& numbers) {
  const std::uint64_t number = numbers.below(4);
  return number == 0 ? Health::unhealthy : number == 1 ? Health::unknown : Health::healthy;
}

std::vector<Member> some_members(Numbers& numbers) {
  std::vector<Member> members;
  const std::uint64_t count = numbers.below(numbers.below(5) == 0 ? 700 : 12);
  for (std::uint64_t i = 0; i < count; ++i) {
    members.push_back(made::member("web" + std::to_string(i), health(numbers), 1 + numbers.below(9),
                                   5 + 5 * numbers.below(20)));
    UpstreamCounters& counters = members.back().upstream->counters();
    counters.in_flight = numbers.below(5);
    counters.requests = numbers.below(1000);
    counters.response_ewma_us = numbers.below(3) * numbers.below(5000);
  }
  return members;
}

PickRules some_rules(Algorithm algorithm, Numbers& numbers) {
  return {algorithm, numbers.below(2) == 0 ? LoadSource::in_flight : LoadSource::recent_requests,
          numbers.below(3) * 60, nullptr};
}

TEST(Pick, IsAnEligibleUsableBackendIfThereIsOne) {
  Numbers numbers{1};
  for (std::size_t round = 0; round < 400; ++round) {
    const Algorithm algorithm = kAll[round % std::size(kAll)];
    const Pool pool = made::pool(some_members(numbers), some_rules(algorithm, numbers));
    const std::uint64_t usable_of_eight = numbers.below(9);
    std::set<const Member*> usable;
    std::set<const Member*> eligible;
    for (const std::uint32_t position : pool.eligible()) {
      const Member* member = &pool.members()[position];
      ASSERT_TRUE(member->upstream->eligible());
      eligible.insert(member);
      if (numbers.below(8) < usable_of_eight) usable.insert(member);
    }
    for (int i = 0; i < 50; ++i) {
      const Member* picked = pool.pick(numbers.key(), [&](const Member& member) {
        EXPECT_TRUE(eligible.contains(&member));
        return usable.contains(&member);
      });
      ASSERT_EQ(picked != nullptr, !usable.empty()) << to_string(algorithm);
      ASSERT_TRUE(picked == nullptr || usable.contains(picked)) << to_string(algorithm);
      ASSERT_EQ(pool.pick(numbers.key()) != nullptr, !eligible.empty());
    }
  }
}

TEST(Pick, ASingleBackendIsAlwaysPicked) {
  Numbers numbers{2};
  for (const Algorithm algorithm : kAll) {
    const Pool pool = made::pool({made::member("a", Health::healthy, 7, 5)}, {algorithm});
    for (int i = 0; i < 20; ++i) ASSERT_EQ(pool.pick(numbers.key()), &pool.members()[0]);
  }
}

TEST(Pick, IsSafeFromSeveralThreads) {
  for (const Algorithm algorithm : kAll) {
    std::vector<Member> members;
    for (int i = 0; i < 5; ++i) members.push_back(made::member(std::to_string(i)));
    const Pool pool = made::pool(members, {algorithm, LoadSource::in_flight, 125, nullptr});
    const auto pick_many = [&pool](std::uint64_t seed) {
      Numbers numbers{seed};
      for (int i = 0; i < 5'000; ++i) {
        const Member* picked = pool.pick(numbers.key());
        picked->upstream->counters().requests.fetch_add(1, std::memory_order_relaxed);
        picked->upstream->counters().in_flight.fetch_add(1, std::memory_order_relaxed);
        if (i % 3 != 0) picked->upstream->counters().in_flight.fetch_sub(1);
      }
    };
    std::thread other{pick_many, 3};
    pick_many(4);
    other.join();
    std::uint64_t sum = 0;
    for (const Member& one : members) sum += one.upstream->counters().requests;
    EXPECT_EQ(sum, 10'000U);
  }
}

}  // namespace
}  // namespace rrlb
