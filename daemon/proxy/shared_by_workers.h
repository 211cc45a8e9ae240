// The little that workers share and write to, beside counters and the round robin's cursor.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace rrlb {

struct SharedByWorkers {
  std::atomic<std::uint64_t> clients{0};  // connected to any worker

  std::atomic<std::uint64_t> queued{0};  // exchanges that wait for a place, at any worker
  bool anyone_queues() const { return queued.load(std::memory_order_relaxed) > 0; }

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
