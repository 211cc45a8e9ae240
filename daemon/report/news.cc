#include "daemon/report/news.h"

#include <chrono>

#include "common/service/logging.h"
#include "daemon/report/records.h"

namespace rrlb {

News::News(EventLoop& loop, const Roster& roster)
    : state_news_{loop, roster, [this](const JournalRecord& record) { note(record); }},
      alerts_{loop,
              [this](LogLevel level, const std::string& line) { report_alert(level, line); }} {}

void News::note(const JournalRecord& record) {
  write_record(record);
  events_.add(record.level, record.field("RRLB_EVENT"), record.field("RRLB_BACKEND"),
              record.message, std::chrono::system_clock::now());
}

void News::status_changed(const Upstream& upstream, Status before, const std::string& how,
                          const std::string& reason) {
  state_news_.report(upstream, before, how, reason);
  alert(upstream, before, reason);
}

void News::status_set(const Upstream& upstream, Status before) {
  const std::string reason = "as was asked for";
  note(state_record(upstream, before, {}, reason));
  alert(upstream, before, reason);
}

void News::apply(const AlertsConfig& config) {
  for (const std::string& line : alerts_.apply(config)) log_warning(line);
}

void News::alert(const Upstream& upstream, Status before, const std::string& reason) {
  if (!in_charge_) return;
  alerts_.tell({upstream.name(), upstream.url().text(), before, upstream.status(), reason,
                std::chrono::system_clock::now()});
}

void News::report_alert(LogLevel level, const std::string& line) {
  if (level == LogLevel::debug) return log_debug(line);
  log_warning(line);
  events_.add(level, "alert", {}, line, std::chrono::system_clock::now());
}

}  // namespace rrlb
