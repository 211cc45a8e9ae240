#include "daemon/balance/pick/consistent_hash.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::member;
using made::Numbers;

constexpr int kKeys = 20'000;

PickRules rules(std::uint64_t factor = 0) {
  return {Algorithm::consistent_hash, LoadSource::in_flight, factor, nullptr};
}

std::vector<Member> members(int count) {
  std::vector<Member> members;
  for (int i = 0; i < count; ++i) members.push_back(member("web" + std::to_string(i)));
  return members;
}

// The owner of each key.
std::vector<std::string> owners(const Pool& pool, const std::set<std::string>& unusable = {}) {
  Numbers numbers{8};
  std::vector<std::string> owners;
  for (int i = 0; i < kKeys; ++i) {
    const Member* picked = pool.pick(
        numbers.key(), [&](const Member& one) { return !unusable.contains(one.authority); });
    owners.push_back(picked->authority);
  }
  return owners;
}

// How many keys moved. Each of them must have moved from or to this backend.
int moved_of(const std::string& name, const std::vector<std::string>& before,
             const std::vector<std::string>& after) {
  int moved = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == after[i]) continue;
    ++moved;
    EXPECT_TRUE(before[i] == name || after[i] == name) << before[i] << " -> " << after[i];
  }
  return moved;
}

TEST(ConsistentHash, AKeyAlwaysGoesToTheSameBackend) {
  const Pool pool = made::pool(members(10), rules());
  EXPECT_EQ(owners(pool), owners(pool));
}

TEST(ConsistentHash, KeysFollowWeights) {
  const Pool pool = made::pool({member("a", Health::healthy, 6), member("b", Health::healthy, 3),
                                member("c", Health::healthy, 1)},
                               rules());
  std::map<std::string, double> shares;
  for (const std::string& owner : owners(pool)) shares[owner] += 1.0 / kKeys;
  EXPECT_NEAR(shares["a"], 0.6, 0.06);
  EXPECT_NEAR(shares["b"], 0.3, 0.06);
  EXPECT_NEAR(shares["c"], 0.1, 0.03);
}

TEST(ConsistentHash, OnlyTheKeysOfABackendThatLeavesMove) {
  for (const int count : {2, 10, 600}) {
    std::vector<Member> up = members(count);
    const auto before = owners(made::pool(up, rules()));
    up[1] = member("web1", Health::unhealthy);
    const Pool without = made::pool(up, rules());
    const auto after = owners(without);
    EXPECT_EQ(std::count(after.begin(), after.end(), "web1"), 0);
    const int moved = moved_of("web1", before, after);
    EXPECT_EQ(moved, std::count(before.begin(), before.end(), "web1"));
    EXPECT_LT(moved, 1.5 * kKeys / count);
    EXPECT_EQ(owners(made::pool(members(count), rules())), before);  // and they return
  }
}

TEST(ConsistentHash, OnlyTheKeysOfARemovedOrAddedBackendMove) {
  const auto ten = owners(made::pool(members(10), rules()));
  std::vector<Member> nine = members(10);
  nine.erase(nine.begin() + 4);
  const auto without = owners(made::pool(std::move(nine), rules()));
  const int moved = moved_of("web4", ten, without);
  EXPECT_EQ(moved, std::count(ten.begin(), ten.end(), "web4"));
  EXPECT_LT(moved, 1.5 * kKeys / 10);
}

TEST(ConsistentHash, OnlyTheKeysOfAnUnusableBackendMove) {
  const Pool pool = made::pool(members(10), rules());
  const auto before = owners(pool);
  moved_of("web7", before, owners(pool, {"web7"}));
}

TEST(ConsistentHash, TheKeysOfABackendThatLeavesGoToAllOthers) {
  const Pool pool = made::pool(members(5), rules());
  const auto before = owners(pool);
  const auto after = owners(pool, {"web0"});
  std::set<std::string> heirs;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == "web0") heirs.insert(after[i]);
  }
  EXPECT_EQ(heirs.size(), 4U);
}

TEST(ConsistentHash, APercentageMovesNoKeys) {
  std::vector<Member> slow = members(10);
  slow[3].percent = 5;
  EXPECT_EQ(owners(made::pool(std::move(slow), rules())), owners(made::pool(members(10), rules())));
}

TEST(ConsistentHash, TheOrderOfBackendsMovesNoKeys) {
  std::vector<Member> reversed = members(10);
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(owners(made::pool(std::move(reversed), rules())),
            owners(made::pool(members(10), rules())));
}

// A walk would meet hardly any eligible backend, so keys are claimed instead. Even one of the few
// may leave.
TEST(ConsistentHash, TheFewBackendsThatAreUpKeepTheirKeys) {
  std::vector<Member> few;
  for (int i = 0; i < 4'000; ++i) {
    few.push_back(
        member("web" + std::to_string(i), i % 1'000 == 0 ? Health::healthy : Health::unhealthy));
  }
  const Pool pool = made::pool(std::move(few), rules());
  const auto before = owners(pool);
  EXPECT_EQ(std::set<std::string>(before.begin(), before.end()).size(), 4U);
  const int moved = moved_of("web1000", before, owners(pool, {"web1000"}));
  EXPECT_EQ(moved, std::count(before.begin(), before.end(), "web1000"));
  EXPECT_NEAR(moved, kKeys / 4, kKeys / 40);
}

// Some keys are requested much more often than others; requests come and end at random.
TEST(ConsistentHash, NoBackendGetsMoreThanItsBound) {
  for (const std::uint64_t factor : {100U, 125U, 200U}) {
    Numbers numbers{factor};
    std::vector<Member> some;
    for (int i = 0; i < 12; ++i) {
      some.push_back(member(std::to_string(i), i == 5 ? Health::unhealthy : Health::healthy,
                            1 + numbers.below(4), 20 + 20 * numbers.below(5)));
    }
    const Pool pool = made::pool(std::move(some), rules(factor));
    std::uint64_t weights = 0;
    for (const std::uint32_t position : pool.eligible()) {
      weights += pool.members()[position].weight * pool.members()[position].percent;
    }
    std::vector<const Member*> open;
    for (int i = 0; i < 20'000; ++i) {
      PickKey key;
      key.hash = mixed(numbers.below(1 + numbers.below(20)));
      key.load = open.size();
      const Member* picked = pool.pick(key);
      const std::uint64_t load = ++picked->upstream->counters().in_flight;
      const std::uint64_t share = factor * (key.load + 1) * picked->weight * picked->percent;
      const std::uint64_t bound = (share + 100 * weights - 1) / (100 * weights);
      ASSERT_LE(load, bound);
      open.push_back(picked);
      while (open.size() > 200 || (!open.empty() && numbers.below(3) == 0)) {
        std::swap(open[numbers.below(open.size())], open.back());
        --open.back()->upstream->counters().in_flight;
        open.pop_back();
      }
    }
  }
}

TEST(ConsistentHash, WithoutABoundAKeyHasOneBackend) {
  const Pool pool = made::pool(members(5), rules(0));
  const Member* first = pool.pick({42, 0, 0, nullptr});
  first->upstream->counters().in_flight = 1'000;
  EXPECT_EQ(pool.pick({42, 0, 1'000, nullptr}), first);
}

TEST(ConsistentHash, TheOnlyUsableBackendIsPickedBeyondItsBound) {
  const Pool pool = made::pool(members(5), rules(125));
  pool.members()[2].upstream->counters().in_flight = 1'000;
  const Member* picked =
      pool.pick({42, 0, 1'000, nullptr}, [](const Member& one) { return one.authority == "web2"; });
  EXPECT_EQ(picked, &pool.members()[2]);
}

}  // namespace
}  // namespace rrlb
