// An eligible upstream as the algorithms see it. It is small, because some algorithms look at all
// of them for one pick.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/balance/fitness/upstream_counters.h"

namespace rrlb {

// The load of an upstream: the requests under way; or, if the end of a request is not seen (mode
// "redirect"), the requests of the last second.
enum class LoadSource { in_flight, recent_requests };

struct Candidate {
  const UpstreamCounters* counters;
  std::uint64_t weight;    // times the percentage that counts now
  std::uint32_t position;  // among the pool's members

  std::uint64_t load(LoadSource source) const {
    if (source == LoadSource::in_flight) return counters->in_flight.load(std::memory_order_relaxed);
    const std::uint64_t settled = counters->settled.load(std::memory_order_relaxed);
    const std::uint64_t requests = counters->requests.load(std::memory_order_relaxed);
    return requests > settled ? requests - settled : 0;
  }
};

// In the order of their positions. The algorithms return a place in this list, or kNobody.
using Candidates = std::vector<Candidate>;

inline constexpr std::uint32_t kNobody = static_cast<std::uint32_t>(-1);

// Returns the first usable place, searching from `from` to the end and then from the beginning.
template <typename Usable>
std::uint32_t first_usable(const Candidates& candidates, std::uint32_t from, Usable usable) {
  const auto count = static_cast<std::uint32_t>(candidates.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t place = from + i < count ? from + i : from + i - count;
    if (usable(place)) return place;
  }
  return kNobody;
}

}  // namespace rrlb
