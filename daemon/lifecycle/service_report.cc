#include "daemon/lifecycle/service_report.h"

#include "common/service/service_notifier.h"

namespace rrlb {
namespace {

constexpr Milliseconds kStatusInterval{5'000};
constexpr Milliseconds kLookAgain{100};

}  // namespace

ServiceReport::ServiceReport(EventLoop& loop, const std::vector<std::unique_ptr<Worker>>& workers,
                             std::function<std::string()> status)
    : workers_{workers},
      status_{std::move(status)},
      watchdog_{loop, [this] { feed_watchdog(); }},
      status_timer_{loop, [this] { tell_status(); }} {}

void ServiceReport::feed_watchdog() {
  const auto interval = service::watchdog_interval();
  if (!interval) return;
  bool all_alive = true;
  for (std::size_t i = 0; i < beats_.size(); ++i) {
    if (workers_[i]->beats() == beats_[i]) all_alive = false;
  }
  if (!all_alive) return watchdog_.start(kLookAgain);  // late, or gone? It is soon seen
  service::feed_watchdog();
  beats_.clear();
  for (const auto& worker : workers_) {
    beats_.push_back(worker->beats());
    worker->ask_for_beat();
  }
  watchdog_.start(*interval);
}

void ServiceReport::tell_status() {
  std::string now = status_();
  if (now != told_) service::status(now);
  told_ = std::move(now);
  status_timer_.start(kStatusInterval);
}

}  // namespace rrlb
