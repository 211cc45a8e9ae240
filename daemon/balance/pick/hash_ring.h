// The ring of a consistent hash: each backend has 128 points for each unit of its weight, and a key
// belongs to the first point at or after its own place.
//
// The ring has all configured backends, eligible or not, with their configured weights, so it does
// not change with health, and keys do not move while a backend starts slowly. Points depend only on
// names: balancers with the same names and weights agree, regardless of the order. If there would
// be more than 4 million points, each backend has half as many, or a quarter, and so on; a change
// of weights that crosses this limit moves keys.
//
// Points are in buckets by the top bits of their hashes, about one in each, so finding a key's
// place takes one access to the buckets and one to the points.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// A backend with points on a ring.
struct RingMember {
  std::string name;
  std::uint64_t weight = 1;

  bool operator==(const RingMember&) const = default;
};

class HashRing {
 public:
  struct Point {
    std::uint64_t hash;
    std::uint32_t member;  // its position in members()
  };

  explicit HashRing(std::vector<RingMember> members);

  const std::vector<RingMember>& members() const { return members_; }
  const std::vector<Point>& points() const { return points_; }  // sorted by hash

  // The index of a key's point in points(), which must not be empty.
  std::size_t place_of(std::uint64_t hash) const {
    std::size_t place = buckets_[hash >> shift_];
    while (place < points_.size() && points_[place].hash < hash) ++place;
    return place < points_.size() ? place : 0;
  }

  // A member's claim to a key, for picking without the ring (rendezvous hashing).
  std::uint64_t claim(std::uint32_t member, std::uint64_t hash) const;

 private:
  std::vector<RingMember> members_;
  std::vector<std::uint64_t> name_hashes_;
  std::vector<Point> points_;
  unsigned shift_ = 63;
  std::vector<std::uint32_t> buckets_;  // where each begins among points_, and their end
};

}  // namespace rrlb
