// Runs an event loop in a test until a condition is true, so that no test needs to sleep. A
// condition that stays false for kPatience fails the test.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "common/base/duration.h"
#include "common/event/event_loop.h"

namespace rrlb {

inline constexpr Milliseconds kPatience{30'000};

class TestLoop : public EventLoop {
 public:
  // Returns false, and fails the test, if the condition did not become true.
  bool run_until(const std::function<bool()>& condition) {
    bool patient = true;
    Timer guard{*this, [&patient] { patient = false; }};
    guard.start(kPatience);
    while (patient && !condition()) event_base_loop(base(), EVLOOP_ONCE);
    if (!patient) ADD_FAILURE() << "did not come about within " << describe_duration(kPatience);
    return patient;
  }

  // Runs the events that are due now, without waiting.
  void run_what_is_due() { event_base_loop(base(), EVLOOP_NONBLOCK); }
};

}  // namespace rrlb
