#include "daemon/balance/pick/consistent_hash.h"

namespace rrlb {

ConsistentHash::ConsistentHash(std::shared_ptr<const HashRing> ring, const Candidates& candidates,
                               std::uint64_t factor, LoadSource source)
    : ring_{std::move(ring)},
      place_of_member_(ring_->members().size(), kNobody),
      factor_{factor},
      source_{source} {
  for (std::uint32_t place = 0; place < candidates.size(); ++place) {
    place_of_member_[candidates[place].position] = place;
    weights_ += candidates[place].weight;
  }
}

}  // namespace rrlb
