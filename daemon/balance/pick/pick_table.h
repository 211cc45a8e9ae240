// The order in which a round robin visits upstreams, unrolled once so that a pick is one array
// access.
//
// Plain round robin visits each once. Weighted round robin is nginx's smooth one: at each step
// every upstream gains its weight, the one with the most is visited and pays the sum of all
// weights; so {5,1,1} gives a a b a c a a, and never five in a row. One table is one whole cycle:
// after it each upstream has been visited exactly as often as its weight (over their greatest
// common divisor).
#pragma once

#include <cstdint>
#include <vector>

namespace rrlb {

// Positions of upstreams, in the order of their visits.
using PickTable = std::vector<std::uint32_t>;

PickTable round_robin(std::size_t upstreams);

// Costs (length of the table) x (number of distinct weights): where that were too much to be done
// while requests wait for a new table (or the table too long to be kept), weights are made smaller,
// all by the same factor, rounded, and to at least 1.
PickTable smooth_weighted_round_robin(const std::vector<std::uint64_t>& weights);

}  // namespace rrlb
