// The little that workers share and write to, beside counters and the round robin's cursor.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "daemon/balance/pick/candidate.h"
#include "daemon/counts/worker_counters.h"

namespace rrlb {

struct BetweenWorkers {
  std::atomic<std::uint64_t> clients{0};  // connected to any worker

  std::atomic<std::uint64_t> queued{0};  // exchanges that wait for a place, at any worker
  bool anyone_queues() const { return queued.load(std::memory_order_relaxed) > 0; }

  // Every worker's counters, one linked to the next. Workers join while others run; they leave
  // together, when none runs any more.
  std::atomic<const WorkerCounters*> counters{nullptr};
  void join(WorkerCounters& mine) {
    mine.after = counters.load(std::memory_order_relaxed);
    while (!counters.compare_exchange_weak(mine.after, &mine, std::memory_order_release)) {
    }
  }
  void leave() { counters.store(nullptr, std::memory_order_relaxed); }
  std::uint64_t sum(std::atomic<std::uint64_t> WorkerCounters::*counter) const {
    std::uint64_t sum = 0;
    for (auto one = counters.load(std::memory_order_acquire); one != nullptr; one = one->after) {
      sum += (one->*counter).load(std::memory_order_relaxed);
    }
    return sum;
  }
  // What the sum of their `requests` was a second ago, by the control thread (recent_requests.h).
  std::atomic<std::uint64_t> settled{0};

  // The load of the whole pool, as of all upstreams together.
  std::uint64_t load(LoadSource source) const {
    if (source == LoadSource::in_flight) return sum(&WorkerCounters::in_flight);
    const std::uint64_t requests = sum(&WorkerCounters::requests);
    const std::uint64_t before = settled.load(std::memory_order_relaxed);
    return requests > before ? requests - before : 0;
  }

  // A backend that has max_connections has a free place: exchanges that queue at any worker are
  // tried again. From any worker's thread.
  std::function<void()> wake_queues = [] {};

  // A backend has just failed as often in a row as gets it ejected. From any worker's thread.
  std::function<void()> look_for_outliers = [] {};

  // Descriptors have run out: each worker closes the connections to backends that it keeps unused.
  // From any worker's thread.
  std::function<void()> close_unused = [] {};
};

}  // namespace rrlb
