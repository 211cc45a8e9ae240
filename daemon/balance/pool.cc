#include "balance/pool.h"

namespace rrlb {
namespace {

std::vector<std::uint32_t> eligible_among(const std::vector<Member>& members) {
  std::vector<std::uint32_t> eligible;
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (members[i].upstream->eligible() || members[i].in_panic) eligible.push_back(i);
  }
  return eligible;
}

PickTable table_for(const std::vector<Member>& members, const std::vector<std::uint32_t>& eligible,
                    Algorithm algorithm) {
  std::vector<std::uint64_t> weights;
  for (const std::uint32_t position : eligible) weights.push_back(members[position].weight);
  PickTable table = algorithm == Algorithm::weighted_round_robin
                        ? smooth_weighted_round_robin(weights)
                        : round_robin(eligible.size());
  for (std::uint32_t& position : table) position = eligible[position];
  return table;
}

}  // namespace

Pool::Pool(std::vector<Member> members, Algorithm algorithm, std::shared_ptr<PickCursor> cursor)
    : members_{std::move(members)},
      eligible_{eligible_among(members_)},
      table_{table_for(members_, eligible_, algorithm)},
      cursor_{std::move(cursor)} {}

}  // namespace rrlb
