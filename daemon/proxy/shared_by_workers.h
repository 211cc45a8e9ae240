// The little that workers share and write to, beside counters and the round robin's cursor.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace rrlb {

struct SharedByWorkers {
  std::atomic<std::uint64_t> clients{0};  // connected to any worker

  // A backend that has max_connections has a free place: exchanges that queue at any worker are
  // tried again. From any worker's thread.
  std::function<void()> wake_queues = [] {};
};

}  // namespace rrlb
