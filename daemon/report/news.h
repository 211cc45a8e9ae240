// What happens to the balancer and its backends, and who hears of it: the journal, those who ask
// for the last events, and for a backend's status the targets of alerts.
#pragma once

#include <string>
#include <vector>

#include "common/event/event_loop.h"
#include "common/service/journal.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/report/alerts.h"
#include "daemon/report/event_log.h"
#include "daemon/report/state_news.h"

namespace rrlb {

class News {
 public:
  News(EventLoop& loop, const Roster& roster);

  // Into the journal, and among the last events.
  void note(const JournalRecord& record);

  // A status has changed of itself: reported one by one, or summed up where a backend will not
  // settle. `how` and `reason` as in state_record().
  void status_changed(const Upstream& upstream, Status before, const std::string& how,
                      const std::string& reason);
  // A status has changed because an operator wanted it so: never summed up.
  void status_set(const Upstream& upstream, Status before);

  // Takes the targets of alerts from the configuration, and logs what is wrong with them.
  void apply(const AlertsConfig& config);
  // Sends alerts or not: of two processes, the one that is in charge does.
  void send_alerts(bool in_charge) { in_charge_ = in_charge; }

  const EventLog& events() const { return events_; }
  Alerts& alerts() { return alerts_; }

 private:
  void alert(const Upstream& upstream, Status before, const std::string& reason);
  void report_alert(LogLevel level, const std::string& line);

  EventLog events_;
  StateNews state_news_;
  Alerts alerts_;
  bool in_charge_ = true;
};

}  // namespace rrlb
