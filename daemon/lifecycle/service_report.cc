#include "daemon/lifecycle/service_report.h"

#include "common/service/service_notifier.h"

namespace rrlb {
namespace {

constexpr Milliseconds kStatusInterval{5'000};
constexpr Milliseconds kLookAgain{100};

}  // namespace

ServiceReport::ServiceReport(EventLoop& loop, Workers& workers, std::function<std::string()> status)
    : workers_{workers},
      status_{std::move(status)},
      watchdog_{loop, [this] { feed_watchdog(); }},
      status_timer_{loop, [this] { report_status(); }} {}

// A worker that has not beaten yet is late, or hangs: the next look tells.
void ServiceReport::feed_watchdog() {
  const auto interval = service::watchdog_interval();
  if (!interval) return;
  if (!workers_.all_have_beaten()) return watchdog_.start(kLookAgain);
  service::feed_watchdog();
  workers_.ask_for_beats();
  watchdog_.start(*interval);
}

void ServiceReport::report_status() {
  std::string now = status_();
  if (now != reported_) service::status(now);
  reported_ = std::move(now);
  status_timer_.start(kStatusInterval);
}

}  // namespace rrlb
