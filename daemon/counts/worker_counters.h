// What one worker counts. It writes with plain stores, because no other thread writes; any thread
// may read.
#pragma once

#include <atomic>
#include <cstdint>

namespace rrlb {

struct alignas(64) WorkerCounters {
  std::atomic<std::uint64_t> requests{0};     // redirected, relayed, or answered with a 503
  std::atomic<std::uint64_t> unserved{0};     // the 503s among these
  std::atomic<std::uint64_t> refused{0};      // malformed, too large, too slow
  std::atomic<std::uint64_t> connections{0};  // accepted
  std::atomic<std::uint64_t> clients{0};      // connected now
  std::atomic<std::uint64_t> in_flight{0};    // relayed, or answered and not completely sent yet

  const WorkerCounters* after = nullptr;  // the next one of BetweenWorkers::counters

  static void add(std::atomic<std::uint64_t>& counter, std::uint64_t more) {
    counter.store(counter.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }
  static void subtract(std::atomic<std::uint64_t>& counter, std::uint64_t less) {
    counter.store(counter.load(std::memory_order_relaxed) - less, std::memory_order_relaxed);
  }
};

}  // namespace rrlb
