// Picks the backend with the least load for its weight.
//
// Among equals it picks the first one from `from`. If `from` is the place whose turn it is in the
// weighted round robin, idle backends are picked in proportion to their weights. It looks at all
// candidates, unless it meets an idle one.
#pragma once

#include "daemon/balance/pick/candidate.h"

namespace rrlb {

template <typename Usable>
std::uint32_t pick_least_loaded(const Candidates& candidates, LoadSource source, std::uint32_t from,
                                Usable usable) {
  std::uint32_t best = kNobody;
  std::uint64_t best_load = 0;
  std::uint64_t best_weight = 0;
  first_usable(candidates, from, [&](std::uint32_t place) {
    const std::uint64_t load = candidates[place].load(source);
    const std::uint64_t weight = candidates[place].weight;
    // Fractions are compared by cross-multiplication: load / weight < best_load / best_weight.
    if (best != kNobody && load * best_weight >= best_load * weight) return false;
    if (!usable(place)) return false;
    best = place;
    best_load = load;
    best_weight = weight;
    return load == 0;
  });
  return best;
}

}  // namespace rrlb
