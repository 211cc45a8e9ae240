// What is counted of one upstream: its requests, responses, failures and connections.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "daemon/balance/fitness/outlier.h"
#include "daemon/balance/fitness/response_times.h"
#include "daemon/balance/retry/failure.h"

namespace rrlb {

// Written by the workers (two of them by the control thread), read by anyone. What every request
// writes comes first, on two cache lines; a third holds the bucket of its response time. In the mode
// "redirect" only `requests` is written.
struct alignas(64) UpstreamCounters {
  using Counter = std::atomic<std::uint64_t>;

  Counter requests{0};                 // that were given to it, retries included
  Counter in_flight{0};                // exchanges under way
  std::array<Counter, 5> responses{};  // 1xx, 2xx, 3xx, 4xx, 5xx
  Counter connections_reused{0};       // exchanges that needed no new connection

  Counter bytes_sent{0};
  Counter bytes_received{0};
  Counter failures_in_a_row{0};  // since the last answer below 500
  Counter settled{0};            // what `requests` was a second ago: see recent_requests.h
  Counter response_ewma_us{0};   // see response_ewma.h; 0: not known
  ResponseTimes response_times;  // until the head of a response came

  Counter connections_open{0};
  Counter connections_opened{0};
  Counter retries{0};                             // requests that another upstream had failed
  std::array<Counter, kFailureKinds> failures{};  // at the place of their FailureKind

  // Those that were its own doing.
  std::uint64_t own_failures() const;
  // What tells an outlier: a failure is one of its own, or an answer of 500 to 599.
  OutlierCounts outlier_counts() const;
};

}  // namespace rrlb
