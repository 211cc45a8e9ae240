// Looks at the pool ten times a second, and at once when a worker sees a backend fail again and
// again: ejects backends that fail real requests and readmits them, moves slow starts and the load
// feedback on, and has a new topology published when any of it changed what a backend gets.
//
// The rules are in balance/; this brings them the counters and the clock, and reports what they
// decide.
#pragma once

#include <cstdint>
#include <vector>

#include "common/event/event_loop.h"
#include "daemon/balance/fitness/recent_requests.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/counts/between_workers.h"
#include "daemon/report/news.h"
#include "daemon/state/publisher.h"

namespace rrlb {

class PoolWatch {
 public:
  PoolWatch(EventLoop& loop, const Roster& roster, BetweenWorkers& between, Publisher& publisher,
            News& news);

  void apply(const Config& config);

  void begin();

 private:
  void look();
  void note_recent_requests();
  bool eject_outliers(TimePoint now);
  void report_ejection(const OutlierEvent& event, Upstream& upstream);
  void feed_load_back(TimePoint now);
  bool percents_changed(TimePoint now);

  const Roster& roster_;
  BetweenWorkers& between_;
  Publisher& publisher_;
  News& news_;
  OutlierConfig outlier_;
  LoadFeedback load_feedback_ = LoadFeedback::off;
  Milliseconds report_interval_{0};      // of the backends' figures
  RecentRequests recent_requests_;       // of all workers
  std::vector<std::uint64_t> percents_;  // as published last
  Timer next_;
};

}  // namespace rrlb
