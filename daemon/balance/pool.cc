#include "balance/pool.h"

namespace rrlb {
namespace {

PickTable table_for(const std::vector<Member>& members, Algorithm algorithm) {
  std::vector<std::uint32_t> eligible;
  std::vector<std::uint64_t> weights;
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (!members[i].upstream->eligible()) continue;
    eligible.push_back(i);
    weights.push_back(members[i].weight);
  }
  PickTable table = algorithm == Algorithm::weighted_round_robin
                        ? smooth_weighted_round_robin(weights)
                        : round_robin(eligible.size());
  for (std::uint32_t& position : table) position = eligible[position];
  return table;
}

}  // namespace

Pool::Pool(std::vector<Member> members, Algorithm algorithm, std::shared_ptr<PickCursor> cursor)
    : members_{std::move(members)},
      table_{table_for(members_, algorithm)},
      cursor_{std::move(cursor)} {}

}  // namespace rrlb
