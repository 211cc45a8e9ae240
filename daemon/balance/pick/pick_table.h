// The order in which a round robin visits upstreams. It is computed once, so that a pick is one
// array access.
//
// Plain round robin visits each upstream once. Weighted round robin is the smooth one of nginx: at
// each step every upstream gains its weight; the one with the most is visited and pays the sum of
// all weights. So {5,1,1} gives a a b a c a a, never five in a row. A table is one whole cycle: it
// visits each upstream exactly as often as its weight (divided by the greatest common divisor).
#pragma once

#include <cstdint>
#include <vector>

namespace rrlb {

// Positions of upstreams, in the order of their visits.
using PickTable = std::vector<std::uint32_t>;

PickTable round_robin(std::size_t upstreams);

// Costs (length of the table) x (number of distinct weights). If that would take too long while
// requests wait for the table, or need too much memory, all weights are divided by the same number,
// rounded, and at least 1.
PickTable smooth_weighted_round_robin(const std::vector<std::uint64_t>& weights);

}  // namespace rrlb
