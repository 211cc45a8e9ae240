#include "daemon/report/event_log.h"

#include <algorithm>
#include <iterator>

namespace rrlb {

void EventLog::add(LogLevel level, std::string kind, std::string backend, std::string message,
                   WallTime now) {
  if (events_.size() == kKept) events_.pop_front();
  events_.push_back({++newest_, format_rfc3339(now), std::string{to_string(level)}, std::move(kind),
                     std::move(backend), std::move(message)});
}

std::string EventLog::json_after(std::uint64_t after) const {
  admin_api::Events found{newest_, {}};
  std::copy_if(events_.begin(), events_.end(), std::back_inserter(found.events),
               [after](const admin_api::Event& event) { return event.number > after; });
  return to_json(found);
}

}  // namespace rrlb
