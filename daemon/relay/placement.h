// The place that one request holds at a backend. It is counted in the backend's in_flight, which
// `max_connections` bounds over all workers. Never waits.
#pragma once

#include "daemon/balance/pools/pool.h"
#include "daemon/counts/between_workers.h"

namespace rrlb {

// Whether the backend has a free place now.
bool has_place(const Member& member);

class Placement {
 public:
  // False if the backend is full: another worker was faster.
  [[nodiscard]] bool take(const Member& member);

  // Safe to call twice. Requests that wait for a place, at any worker, are tried again.
  void give_back(const BetweenWorkers& between);

  // nullptr while no place is taken.
  const Member* member() const { return member_; }

 private:
  const Member* member_ = nullptr;
};

}  // namespace rrlb
