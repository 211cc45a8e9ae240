// What systemd is told while the balancer runs: one STATUS line, and the watchdog's food, given
// only while every worker's loop goes round. (A worker that hangs is as bad as a crash: systemd
// then restarts the daemon.)
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/event/event_loop.h"
#include "daemon/worker/worker.h"

namespace rrlb {

class ServiceReport {
 public:
  ServiceReport(EventLoop& loop, const std::vector<std::unique_ptr<Worker>>& workers,
                std::function<std::string()> status);

  // Feeds the watchdog from now on.
  void watch() { feed_watchdog(); }
  // Tells the status from now on, each few seconds.
  void begin() { tell_status(); }

 private:
  void feed_watchdog();
  void tell_status();

  const std::vector<std::unique_ptr<Worker>>& workers_;
  std::function<std::string()> status_;
  std::string told_;
  std::vector<std::uint64_t> beats_;  // of each worker, when it was last asked
  Timer watchdog_;
  Timer status_timer_;
};

}  // namespace rrlb
