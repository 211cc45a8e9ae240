#include "daemon/balance/pick/hash_ring.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

std::vector<RingMember> members(std::uint64_t count, std::uint64_t weight) {
  std::vector<RingMember> members;
  for (std::uint64_t i = 0; i < count; ++i) members.push_back({std::to_string(i), weight});
  return members;
}

TEST(HashRing, HasPointsForEachUnitOfAWeight) {
  const HashRing ring{{{"a", 1}, {"b", 3}}};
  EXPECT_EQ(ring.points().size(), 512U);
  const auto of_b = [](const HashRing::Point& point) { return point.member == 1; };
  EXPECT_EQ(std::count_if(ring.points().begin(), ring.points().end(), of_b), 384);
}

TEST(HashRing, HasFewerPointsIfThereWouldBeTooMany) {
  EXPECT_EQ(HashRing(members(1'000, 32)).points().size(), 2'048'000U);
}

TEST(HashRing, MayBeEmpty) {
  const HashRing ring{{}};
  EXPECT_EQ(ring.points().size(), 0U);
  EXPECT_EQ(ring.place_of(7), 0U);
}

TEST(HashRing, AKeyBelongsToTheFirstPointAtOrAfterIt) {
  made::Numbers numbers{9};
  for (const std::uint64_t count : {1U, 2U, 3U, 40U, 500U}) {
    const HashRing ring{members(count, 1 + numbers.below(5))};
    const auto& points = ring.points();
    const auto earlier = [](const HashRing::Point& one, const HashRing::Point& other) {
      return one.hash < other.hash;
    };
    ASSERT_TRUE(std::is_sorted(points.begin(), points.end(), earlier));
    const auto expected = [&](std::uint64_t hash) {
      const auto found =
          std::lower_bound(points.begin(), points.end(), HashRing::Point{hash, 0}, earlier);
      return found == points.end() ? 0 : static_cast<std::size_t>(found - points.begin());
    };
    for (int i = 0; i < 1'000; ++i) {
      const std::uint64_t hash = numbers.next();
      ASSERT_EQ(ring.place_of(hash), expected(hash));
    }
    for (const std::uint64_t hash : {std::uint64_t{0}, ~std::uint64_t{0}, points[0].hash,
                                     points.back().hash, points.back().hash + 1}) {
      ASSERT_EQ(ring.place_of(hash), expected(hash));
    }
  }
}

}  // namespace
}  // namespace rrlb
