// Runs an event loop in a test until what is waited for has come about. No test sleeps: a test that
// would wait for ever fails after kPatience instead.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "common/event/event_loop.h"

namespace rrlb {

inline constexpr Milliseconds kPatience{30'000};

class TestLoop : public EventLoop {
 public:
  // False, and a failure of the test, if the condition did not come about.
  bool run_until(const std::function<bool()>& condition) {
    bool patient = true;
    Timer guard{*this, [&patient] { patient = false; }};
    guard.start(kPatience);
    while (patient && !condition()) event_base_loop(base(), EVLOOP_ONCE);
    if (!patient) ADD_FAILURE() << "did not come about within " << describe_duration(kPatience);
    return patient;
  }

  // Runs what is due by now, without waiting.
  void run_what_is_due() { event_base_loop(base(), EVLOOP_NONBLOCK); }
};

}  // namespace rrlb
