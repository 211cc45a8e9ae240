#include "daemon/balance/pools/pool.h"

#include <algorithm>

namespace rrlb {
namespace {

std::vector<std::uint32_t> eligible_among(const std::vector<Member>& members) {
  std::vector<std::uint32_t> eligible;
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (members[i].upstream->eligible() || members[i].in_panic) eligible.push_back(i);
  }
  return eligible;
}

Candidates candidates_among(const std::vector<Member>& members,
                            const std::vector<std::uint32_t>& eligible, Algorithm algorithm) {
  Candidates candidates;
  candidates.reserve(eligible.size());
  for (const std::uint32_t position : eligible) {
    const Member& member = members[position];
    const std::uint64_t weight = algorithm == Algorithm::round_robin ? 1 : member.weight;
    candidates.push_back({&member.upstream->counters(),
                          std::max<std::uint64_t>(1, weight * member.percent), position});
  }
  return candidates;
}

PickTable table_for(const Candidates& candidates, Algorithm algorithm) {
  if (algorithm == Algorithm::consistent_hash) return {};
  std::vector<std::uint64_t> weights;
  weights.reserve(candidates.size());
  for (const Candidate& candidate : candidates) weights.push_back(candidate.weight);
  return smooth_weighted_round_robin(weights);
}

std::optional<ConsistentHash> consistent_hash_for(const std::vector<Member>& members,
                                                  const Candidates& candidates,
                                                  const PickRules& rules) {
  if (rules.algorithm != Algorithm::consistent_hash) return std::nullopt;
  auto ring = rules.ring ? rules.ring : std::make_shared<const HashRing>(ring_members(members));
  return std::optional<ConsistentHash>{std::in_place, std::move(ring), candidates,
                                       rules.hash_balance_factor, rules.load};
}

}  // namespace

std::vector<RingMember> ring_members(const std::vector<Member>& members) {
  std::vector<RingMember> on_the_ring;
  on_the_ring.reserve(members.size());
  for (const Member& member : members) {
    on_the_ring.push_back({member.upstream->name(), member.weight});
  }
  return on_the_ring;
}

Pool::Pool(std::vector<Member> members, PickRules rules, std::shared_ptr<PickCursor> cursor)
    : members_{std::move(members)},
      eligible_{eligible_among(members_)},
      candidates_{candidates_among(members_, eligible_, rules.algorithm)},
      table_{table_for(candidates_, rules.algorithm)},
      consistent_hash_{consistent_hash_for(members_, candidates_, rules)},
      algorithm_{rules.algorithm},
      load_{rules.load},
      bounded_{rules.hash_balance_factor != 0},
      cursor_{std::move(cursor)} {
  for (const std::uint32_t position : eligible_) members_[position].eligible = true;
}

std::shared_ptr<const HashRing> Pool::ring() const {
  return consistent_hash_ ? consistent_hash_->ring() : nullptr;
}

}  // namespace rrlb
