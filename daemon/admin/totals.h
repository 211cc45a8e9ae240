// The sums of all workers' counters at one moment.
#pragma once

#include <cstdint>

namespace rrlb {

struct WorkerTotals {
  std::uint64_t requests = 0;
  std::uint64_t unserved = 0;
  std::uint64_t refused = 0;
  std::uint64_t connections = 0;
  std::uint64_t clients = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t access_dropped = 0;
};

}  // namespace rrlb
