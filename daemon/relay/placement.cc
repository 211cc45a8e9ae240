#include "daemon/relay/placement.h"

#include <utility>

namespace rrlb {

bool has_place(const Member& member) {
  if (member.max_in_flight == 0) return true;
  return member.upstream->counters().in_flight.load(std::memory_order_relaxed) <
         member.max_in_flight;
}

bool Placement::take(const Member& member) {
  std::atomic<std::uint64_t>& in_flight = member.upstream->counters().in_flight;
  std::uint64_t taken = in_flight.load(std::memory_order_relaxed);
  do {  // never above the limit, or another worker would see the backend as full
    if (member.max_in_flight != 0 && taken >= member.max_in_flight) return false;
  } while (!in_flight.compare_exchange_weak(taken, taken + 1, std::memory_order_relaxed));
  member_ = &member;
  return true;
}

void Placement::give_back(const BetweenWorkers& between) {
  const Member* member = std::exchange(member_, nullptr);
  if (member == nullptr) return;
  member->upstream->counters().in_flight.fetch_sub(1, std::memory_order_relaxed);
  if (between.any_queued()) between.wake_queues();
}

}  // namespace rrlb
