#include "daemon/balance/pick/hash_ring.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "daemon/balance/pick/key_hash.h"

namespace rrlb {
namespace {

constexpr std::uint64_t kPointsAWeight = 128;
constexpr std::uint64_t kMostPoints = 4'000'000;
// A member's points are the hashes of numbers that are this step apart.
constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;

std::uint64_t points_a_weight(std::uint64_t weights) {
  std::uint64_t points = kPointsAWeight;
  while (points > 1 && points * weights > kMostPoints) points /= 2;
  return points;
}

}  // namespace

HashRing::HashRing(std::vector<RingMember> members) : members_{std::move(members)} {
  std::uint64_t weights = 0;
  for (const RingMember& member : members_) {
    name_hashes_.push_back(hash_of(member.name));
    weights += member.weight;
  }
  const std::uint64_t each = points_a_weight(weights);
  const std::uint64_t count = each * weights;
  shift_ = static_cast<unsigned>(64 - std::max(1, static_cast<int>(std::bit_width(count)) - 1));
  buckets_.assign((std::size_t{1} << (64 - shift_)) + 1, 0);
  const auto for_each_point = [&](auto take) {
    for (std::uint32_t i = 0; i < members_.size(); ++i) {
      for (std::uint64_t point = 0; point < each * members_[i].weight; ++point) {
        take(Point{mixed(name_hashes_[i] + point * kStep), i});
      }
    }
  };
  // A counting sort into buckets, then a sort within each bucket.
  for_each_point([&](const Point& point) { ++buckets_[(point.hash >> shift_) + 1]; });
  for (std::size_t i = 1; i < buckets_.size(); ++i) buckets_[i] += buckets_[i - 1];
  std::vector<std::uint32_t> ends{buckets_.begin(), buckets_.end() - 1};
  points_.resize(count);
  for_each_point([&](const Point& point) { points_[ends[point.hash >> shift_]++] = point; });
  const auto at = [&](std::size_t bucket) {
    return points_.begin() + static_cast<std::ptrdiff_t>(buckets_[bucket]);
  };
  for (std::size_t i = 0; i + 1 < buckets_.size(); ++i) {
    std::sort(at(i), at(i + 1), [&](const Point& one, const Point& other) {
      return std::tie(one.hash, members_[one.member].name) <
             std::tie(other.hash, members_[other.member].name);
    });
  }
}

std::uint64_t HashRing::claim(std::uint32_t member, std::uint64_t hash) const {
  return mixed(name_hashes_[member] ^ hash);
}

}  // namespace rrlb
