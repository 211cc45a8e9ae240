#include "daemon/balance/pick/pick_table.h"

#include <gtest/gtest.h>

#include <map>

namespace rrlb {
namespace {

// The reference: nginx's algorithm as documented, step by step.
PickTable by_the_book(const std::vector<std::int64_t>& weights, std::int64_t steps) {
  std::vector<std::int64_t> current(weights.size());
  std::int64_t total = 0;
  for (const auto weight : weights) total += weight;
  PickTable table;
  for (std::int64_t step = 0; step < steps; ++step) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      current[i] += weights[i];
      if (current[i] > current[best]) best = i;
    }
    current[best] -= total;
    table.push_back(static_cast<std::uint32_t>(best));
  }
  return table;
}

std::map<std::uint32_t, std::uint64_t> visits(const PickTable& table) {
  std::map<std::uint32_t, std::uint64_t> counts;
  for (const auto position : table) ++counts[position];
  return counts;
}

TEST(PickTable, RoundRobinVisitsEachOnceInOrder) {
  EXPECT_EQ(round_robin(4), (PickTable{0, 1, 2, 3}));
  EXPECT_EQ(round_robin(0), PickTable{});
}

TEST(PickTable, FiveOneOneIsSmooth) {
  EXPECT_EQ(smooth_weighted_round_robin({5, 1, 1}), (PickTable{0, 0, 1, 0, 2, 0, 0}));
}

TEST(PickTable, EqualWeightsMakePlainRoundRobin) {
  EXPECT_EQ(smooth_weighted_round_robin({7, 7, 7}), round_robin(3));
}

TEST(PickTable, ACommonDivisorShortensTheCycle) {
  EXPECT_EQ(smooth_weighted_round_robin({100, 200}), smooth_weighted_round_robin({1, 2}));
}

TEST(PickTable, NoUpstreamsMakeAnEmptyTable) {
  EXPECT_EQ(smooth_weighted_round_robin({}), PickTable{});
}

TEST(PickTable, MatchesTheReferenceForManyWeights) {
  std::uint64_t state = 1;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint64_t> weights{1};  // with a divisor of 1, whole cycles can be compared
    std::vector<std::int64_t> same{1};
    state = state * 6364136223846793005U + 1442695040888963407U;
    const std::size_t count = 1 + (state >> 33) % 9;
    for (std::size_t i = 0; i < count; ++i) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      weights.push_back(1 + (state >> 33) % 12);
      same.push_back(static_cast<std::int64_t>(weights.back()));
    }
    const PickTable table = smooth_weighted_round_robin(weights);
    ASSERT_EQ(table, by_the_book(same, static_cast<std::int64_t>(table.size())));
  }
}

TEST(PickTable, EachIsVisitedAsOftenAsItsWeight) {
  const PickTable table = smooth_weighted_round_robin({256, 1, 3, 17});
  EXPECT_EQ(visits(table),
            (std::map<std::uint32_t, std::uint64_t>{{0, 256}, {1, 1}, {2, 3}, {3, 17}}));
}

TEST(PickTable, ATableThatWouldBeTooLongIsShortenedAndKeepsEachUpstream) {
  std::vector<std::uint64_t> weights(10'000, 25'600);
  weights[0] = 1;
  weights[1] = 12'800;
  const PickTable table = smooth_weighted_round_robin(weights);
  EXPECT_LE(table.size(), 1'000'000U);
  const auto counts = visits(table);
  EXPECT_EQ(counts.size(), weights.size());
  EXPECT_EQ(counts.at(0), 1U);
  EXPECT_EQ(counts.at(1) * 2, counts.at(2));
}

TEST(PickTable, ManyDifferentWeightsKeepTheirProportionsRoughly) {
  std::vector<std::uint64_t> weights;
  for (std::uint64_t i = 0; i < 5'000; ++i) weights.push_back(1 + i * 7919 % 5'000);
  const PickTable table = smooth_weighted_round_robin(weights);
  const auto counts = visits(table);
  ASSERT_EQ(counts.size(), weights.size());
  double heavy = 0;
  double sum = 0;
  double heavy_visits = 0;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    sum += static_cast<double>(weights[i]);
    if (weights[i] <= 2'500) continue;
    heavy += static_cast<double>(weights[i]);
    heavy_visits += static_cast<double>(counts.at(i));
  }
  EXPECT_NEAR(heavy_visits / static_cast<double>(table.size()), heavy / sum, 0.01);
}

}  // namespace
}  // namespace rrlb
