// An eligible upstream as the algorithms see it: small, for some look at all of them for one pick.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/balance/fitness/upstream_counters.h"

namespace rrlb {

// What an upstream's load is: the exchanges under way; or, where the end of a request is not seen
// (the mode "redirect"), the requests that it was given in the last second.
enum class LoadSource { in_flight, recent_requests };

struct Candidate {
  const UpstreamCounters* counters;
  std::uint64_t weight;    // x the percent of it that counts now
  std::uint32_t position;  // among the pool's members

  std::uint64_t load(LoadSource source) const {
    if (source == LoadSource::in_flight) return counters->in_flight.load(std::memory_order_relaxed);
    const std::uint64_t settled = counters->settled.load(std::memory_order_relaxed);
    const std::uint64_t requests = counters->requests.load(std::memory_order_relaxed);
    return requests > settled ? requests - settled : 0;
  }
};

// In the order of their positions; a place in it is what the algorithms answer.
using Candidates = std::vector<Candidate>;

inline constexpr std::uint32_t kNobody = static_cast<std::uint32_t>(-1);

// The first that is usable, looked for all the way round from a place. `usable` is asked for
// places.
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
