// The facts of one request that the pick of its upstream depends on.
#pragma once

#include <atomic>
#include <cstdint>

namespace rrlb {

struct PickKey {
  std::uint64_t hash = 0;    // of the configured key of the request; see Pool::needs_hash()
  std::uint64_t random = 0;  // fresh random bits
  std::uint64_t load = 0;    // of the whole pool now, without this request; see Pool::needs_load()
  // The turn counter of retries. If each failure took a turn of the common cursor, a failing
  // backend could get every request's first attempt, and the others only retries.
  std::uint64_t* own_turn = nullptr;
};

// The position in the round robin: one cursor for all workers and for successive pools, so that
// round robin is exact over all of them.
struct alignas(64) PickCursor {
  std::atomic<std::uint64_t> next{0};

  std::uint64_t turn(const PickKey& key) {
    if (key.own_turn != nullptr) return (*key.own_turn)++;
    return next.fetch_add(1, std::memory_order_relaxed);
  }
};

}  // namespace rrlb
