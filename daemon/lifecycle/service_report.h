// Reports to systemd while the balancer runs: one STATUS line, and the watchdog's keep-alive, sent
// only while every worker's loop goes round. (A worker that hangs is as bad as a crash: systemd
// then restarts the daemon.)
#pragma once

#include <functional>
#include <string>

#include "common/event/event_loop.h"
#include "daemon/worker/workers.h"

namespace rrlb {

class ServiceReport {
 public:
  ServiceReport(EventLoop& loop, Workers& workers, std::function<std::string()> status);

  // Feeds the watchdog from now on.
  void watch() { feed_watchdog(); }
  // Reports the status from now on, every few seconds.
  void begin() { report_status(); }

 private:
  void feed_watchdog();
  void report_status();

  Workers& workers_;
  const std::function<std::string()> status_;
  std::string reported_;
  Timer watchdog_;
  Timer status_timer_;
};

}  // namespace rrlb
