// The ring of a consistent hash: each backend has 128 points for each unit of its weight, and a key
// belongs to the first point from its own place on.
//
// All configured backends are on it, whether they are eligible or not, with the weights that were
// configured: so a ring outlives changes of health, and keys do not wander while a backend starts
// slowly. Points come from names alone: balancers that know the same names and weights agree,
// whatever the order. Where that many points were more than 4 million, each has half of them, or a
// quarter, and so on: a change of weights that crosses this line moves keys.
//
// Points lie in buckets by the top bits of their hashes, about one in each: finding a key's place
// is one look at the buckets and one at the points.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// Whose points a ring has.
struct RingMember {
  std::string name;
  std::uint64_t weight = 1;

  bool operator==(const RingMember&) const = default;
};

class HashRing {
 public:
  struct Point {
    std::uint64_t hash;
    std::uint32_t member;  // its place in members()
  };

  explicit HashRing(std::vector<RingMember> members);

  const std::vector<RingMember>& members() const { return members_; }
  const std::vector<Point>& points() const { return points_; }  // sorted by their hashes

  // Of a key: the place of its point among points(), which are not empty.
  std::size_t place_of(std::uint64_t hash) const {
    std::size_t place = buckets_[hash >> shift_];
    while (place < points_.size() && points_[place].hash < hash) ++place;
    return place < points_.size() ? place : 0;
  }

  // How much a member wants a key, for a choice that does without the ring (rendezvous hashing).
  std::uint64_t claim(std::uint32_t member, std::uint64_t hash) const;

 private:
  std::vector<RingMember> members_;
  std::vector<std::uint64_t> name_hashes_;
  std::vector<Point> points_;
  unsigned shift_ = 63;
  std::vector<std::uint32_t> buckets_;  // where each begins among points_, and their end
};

}  // namespace rrlb
