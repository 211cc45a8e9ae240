// What workers share and write to, apart from the upstreams' counters and the round robin's cursor.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "daemon/balance/pick/candidate.h"
#include "daemon/counts/worker_counters.h"

namespace rrlb {

struct BetweenWorkers {
  std::atomic<std::uint64_t> clients{0};  // connected, to any worker

  std::atomic<std::uint64_t> queued{0};  // exchanges that wait for a place, at any worker
  bool any_queued() const { return queued.load(std::memory_order_relaxed) > 0; }

  // The counters of all workers, as a linked list. Workers join while others run; all leave
  // together, when no worker runs any more.
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
  // The sum of their `requests` a second ago. The control thread writes it (recent_requests.h).
  std::atomic<std::uint64_t> settled{0};

  // The load of the whole pool, as if all upstreams were one.
  std::uint64_t load(LoadSource source) const {
    if (source == LoadSource::in_flight) return sum(&WorkerCounters::in_flight);
    const std::uint64_t requests = sum(&WorkerCounters::requests);
    const std::uint64_t before = settled.load(std::memory_order_relaxed);
    return requests > before ? requests - before : 0;
  }

  // A backend with max_connections has a free place: exchanges that wait at any worker are tried
  // again. Called from any worker's thread.
  std::function<void()> wake_queues = [] {};

  // A backend has just had the run of failures that ejects it. Called from any worker's thread.
  std::function<void()> look_for_outliers = [] {};

  // Descriptors have run out: each worker closes its idle connections to backends. Called from any
  // worker's thread.
  std::function<void()> close_unused = [] {};
};

}  // namespace rrlb
