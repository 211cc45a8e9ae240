// What one request brings to the pick of its upstream.
#pragma once

#include <atomic>
#include <cstdint>

namespace rrlb {

struct PickKey {
  std::uint64_t hash = 0;    // of what a consistent hash is of; see Pool::needs_hash()
  std::uint64_t random = 0;  // fresh random bits
  std::uint64_t load = 0;    // of the whole pool now, this request left out; see Pool::needs_load()
  // A retry counts turns of its own. With a turn of the shared cursor for each failure, a backend
  // in trouble could have every request's first try, and the others have nothing but retries.
  std::uint64_t* own_turn = nullptr;
};

// Whose turn it is: one cursor for all workers and for successive pools, so that round robin is
// exact over all of them.
struct alignas(64) PickCursor {
  std::atomic<std::uint64_t> next{0};

  std::uint64_t turn(const PickKey& key) {
    if (key.own_turn != nullptr) return (*key.own_turn)++;
    return next.fetch_add(1, std::memory_order_relaxed);
  }
};

}  // namespace rrlb
