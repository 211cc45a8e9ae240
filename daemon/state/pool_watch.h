// Looks at the pool ten times a second, and at once when a worker sees a backend fail again and
// again: ejects who fails real requests and lets him return, moves slow starts and the load
// feedback on, and has a new topology published when any of it changed what a backend gets.
//
// The rules are in balance/; this gives them the counters, the clock and a voice.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "common/event/event_loop.h"
#include "common/service/journal.h"
#include "daemon/balance/fitness/recent_requests.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/counts/between_workers.h"

namespace rrlb {

class PoolWatch {
 public:
  using Publish = std::function<void()>;
  // One status changed, and why.
  using Tell = std::function<void(Upstream& upstream, Status before, const std::string& how,
                                  const std::string& reason)>;

  PoolWatch(EventLoop& loop, Roster& roster, SharedByWorkers& shared, Publish publish, Tell tell);

  void begin();
  void look();

 private:
  void note_recent_requests();
  bool eject_outliers(TimePoint now);
  void feed_load_back(TimePoint now);
  bool percents_changed(TimePoint now);

  Roster& roster_;
  SharedByWorkers& shared_;
  RecentRequests recent_requests_;  // of all workers
  Publish publish_;
  Tell tell_;
  std::vector<std::uint64_t> percents_;  // as published last
  Timer next_;
};

}  // namespace rrlb
