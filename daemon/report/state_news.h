// Reports changes of status that no operator asked for: one by one, or summed up where a backend
// will not settle (balance/news/flapping.h).
#pragma once

#include <functional>
#include <string>

#include "common/event/event_loop.h"
#include "common/service/journal.h"
#include "daemon/balance/news/flapping.h"
#include "daemon/balance/pools/roster.h"

namespace rrlb {

class StateNews {
 public:
  using Note = std::function<void(const JournalRecord&)>;

  StateNews(EventLoop& loop, const Roster& roster, Note note);

  // `how` and `reason` as in state_record().
  void report(const Upstream& upstream, Status before, const std::string& how,
              const std::string& reason);

 private:
  void report_due();
  void plan();

  const Roster& roster_;
  const Note note_;
  Flapping flapping_;
  Timer due_;
};

}  // namespace rrlb
