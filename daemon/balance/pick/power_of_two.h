// Draws two backends by their weights and picks the better one.
//
// The better one has the lower (load / weight + 1) x response time; the 1 stands for the new
// request. Two draws are nearly as good as comparing all backends (Mitzenmacher, "The Power of Two
// Choices in Randomized Load Balancing"), cost the same for any number of backends, and do not send
// all workers' requests to the same backend at the same moment.
//
// The second one must be better by a fifth: among equals the draws decide, which follow the
// weights. An unknown response time counts as equal to the other one.
#pragma once

#include "daemon/balance/pick/candidate.h"
#include "daemon/balance/pick/key_hash.h"
#include "daemon/balance/pick/pick_table.h"

namespace rrlb {

inline constexpr int kDraws = 8;  // attempts to find two different usable backends

// `second` may be kNobody.
inline std::uint32_t better_of(const Candidates& candidates, LoadSource source, std::uint32_t first,
                               std::uint32_t second) {
  if (second == kNobody) return first;
  const auto cost = [&](std::uint32_t place) {
    const Candidate& one = candidates[place];
    const double weight = static_cast<double>(one.weight) / 100;  // Candidate::weight is in percent
    return static_cast<double>(one.load(source)) / weight + 1;
  };
  const auto response_time = [&](std::uint32_t place) {
    return candidates[place].counters->response_ewma_us.load(std::memory_order_relaxed);
  };
  double first_cost = cost(first);
  double second_cost = cost(second);
  const std::uint64_t first_time = response_time(first);
  const std::uint64_t second_time = response_time(second);
  if (first_time != 0 && second_time != 0) {
    first_cost *= static_cast<double>(first_time);
    second_cost *= static_cast<double>(second_time);
  }
  return second_cost * 5 < first_cost * 4 ? second : first;
}

// The table has each upstream as often as its weight, and is not empty.
template <typename Usable>
std::uint32_t pick_of_two(const Candidates& candidates, const PickTable& table, LoadSource source,
                          std::uint64_t random, Usable usable) {
  const auto draw = [&](std::uint64_t bits) { return table[((bits >> 32) * table.size()) >> 32]; };
  std::uint32_t first = kNobody;
  std::uint32_t drawn = 0;
  for (int i = 0; i < kDraws; ++i, random = mixed(random)) {
    drawn = draw(random);
    if (drawn == first || !usable(drawn)) continue;
    if (first != kNobody) return better_of(candidates, source, first, drawn);
    first = drawn;
  }
  // The draws found no usable backend, or always the same one: take the next ones in order.
  if (first == kNobody) first = first_usable(candidates, drawn, usable);
  if (first == kNobody) return kNobody;
  const auto is_another = [&](std::uint32_t place) { return place != first && usable(place); };
  return better_of(candidates, source, first, first_usable(candidates, first, is_another));
}

}  // namespace rrlb
