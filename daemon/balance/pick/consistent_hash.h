// Picks by the hash of a key, so that the same key goes to the same backend.
//
// From the key's place on the ring (hash_ring.h), it picks the first backend that is eligible,
// usable and within its bound: its load is at most hash_balance_factor percent of its share of the
// pool's load, and its share follows its current weight ("Consistent Hashing with Bounded Loads",
// Mirrokni, Thorup, Zadimoghaddam). With a factor of 100 or more at least one backend is within its
// bound; if none of these is usable, the first usable backend is picked.
//
// When a backend leaves, only its own keys move, and they spread over all others; when it comes
// back they return. That is also true where a walk over the ring would be very long (of thousands
// of backends, hardly any is left): then all candidates are compared, and the one with the highest
// claim to the key is picked, regardless of weights.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "daemon/balance/pick/candidate.h"
#include "daemon/balance/pick/hash_ring.h"
#include "daemon/balance/pick/pick_key.h"

namespace rrlb {

class ConsistentHash {
 public:
  // The ring's members must be those of the pool. A factor of 0 means no bound.
  ConsistentHash(std::shared_ptr<const HashRing> ring, const Candidates& candidates,
                 std::uint64_t factor, LoadSource source);

  // The candidates must be those of the constructor, and not empty.
  template <typename Usable>
  std::uint32_t pick(const Candidates& candidates, const PickKey& key, Usable usable) const {
    const std::vector<HashRing::Point>& points = ring_->points();
    Seen seen;
    std::uint32_t first = kNobody;
    std::uint32_t left = static_cast<std::uint32_t>(candidates.size());
    std::size_t at = ring_->place_of(key.hash);
    for (std::size_t steps = std::min(points.size(), kLongestWalk); steps > 0; --steps) {
      const std::uint32_t place = place_of_member_[points[at].member];
      if (++at == points.size()) at = 0;
      if (place == kNobody || !seen.is_new(place)) continue;
      if (usable(place)) {
        if (within_bound(candidates[place], key.load)) return place;
        if (first == kNobody) first = place;
      }
      if (--left == 0) return first;
    }
    const std::uint32_t other = claimant(candidates, key, [&](std::uint32_t place) {
      return usable(place) && within_bound(candidates[place], key.load);
    });
    if (other != kNobody || first != kNobody) return other != kNobody ? other : first;
    return claimant(candidates, key, usable);
  }

  const std::shared_ptr<const HashRing>& ring() const { return ring_; }

 private:
  static constexpr std::size_t kLongestWalk = 4096;  // points

  // The backends that a walk has met. In pools larger than it can hold, the others always count as
  // new: there, nearby points rarely belong to the same backend.
  class Seen {
   public:
    bool is_new(std::uint32_t place) {
      if (place >= 64 * words_.size()) return true;
      const std::uint64_t bit = std::uint64_t{1} << (place % 64);
      std::uint64_t& word = words_[place / 64];
      const bool is_new = (word & bit) == 0;
      word |= bit;
      return is_new;
    }

   private:
    std::array<std::uint64_t, 8> words_{};
  };

  // load + 1 <= ceil(factor / 100 x (pool's load + 1) x weight / sum of weights), without a
  // division.
  bool within_bound(const Candidate& one, std::uint64_t pool_load) const {
    if (factor_ == 0) return true;
    return one.load(source_) * 100 * weights_ < factor_ * (pool_load + 1) * one.weight;
  }

  template <typename Usable>
  std::uint32_t claimant(const Candidates& candidates, const PickKey& key, Usable usable) const {
    std::uint32_t best = kNobody;
    std::uint64_t best_claim = 0;
    for (std::uint32_t place = 0; place < candidates.size(); ++place) {
      const std::uint64_t claim = ring_->claim(candidates[place].position, key.hash);
      if ((best != kNobody && claim <= best_claim) || !usable(place)) continue;
      best = place;
      best_claim = claim;
    }
    return best;
  }

  std::shared_ptr<const HashRing> ring_;
  std::vector<std::uint32_t> place_of_member_;  // among the candidates; kNobody if not eligible
  std::uint64_t weights_ = 0;                   // of all candidates
  std::uint64_t factor_;
  LoadSource source_;
};

}  // namespace rrlb
