// What all connections of one worker share: the event base, the clock, the timeouts, the work after
// an event, and buffers. Used by the worker's thread alone.
#pragma once

#include <functional>
#include <string>

#include "daemon/net/after_event.h"
#include "daemon/net/timeouts.h"
#include "daemon/net/worker_clock.h"

struct event_base;

namespace rrlb {

// Buffers for one event. They are empty between events, and keep their capacity.
struct Buffers {
  std::string to_client;
  std::string to_backend;
  std::string scratch = std::string(64 * 1024, '\0');  // received, then passed on or dropped
};

struct NetContext {
  NetContext(event_base* base_in, std::function<void(Milliseconds)> look_after,
             std::function<void()> request_after_event, std::function<void()> request_later)
      : base{base_in},
        timeouts{std::move(look_after)},
        after_event{std::move(request_after_event), std::move(request_later)} {}

  void wait_in(TimeoutQueue& queue, Waiting& waiting) {
    timeouts.wait_in(queue, waiting, clock.now());
  }

  event_base* const base;
  WorkerClock clock;
  Timeouts timeouts;
  AfterEvent after_event;
  Buffers buffers;
  bool draining = false;  // responses then close their connections
};

}  // namespace rrlb
