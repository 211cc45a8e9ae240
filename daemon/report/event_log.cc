#include "daemon/report/event_log.h"

#include <nlohmann/json.hpp>

namespace rrlb {

void EventLog::add(LogLevel level, std::string kind, std::string backend, std::string message,
                   WallTime now) {
  if (events_.size() == kKept) events_.pop_front();
  events_.push_back({++newest_, format_rfc3339(now), level, std::move(kind), std::move(backend),
                     std::move(message)});
}

std::string EventLog::json_after(std::uint64_t after) const {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Event& event : events_) {
    if (event.number <= after) continue;
    all.push_back({{"number", event.number},
                   {"time", event.time},
                   {"level", to_string(event.level)},
                   {"kind", event.kind},
                   {"backend", event.backend},
                   {"message", event.message}});
  }
  return nlohmann::ordered_json{{"newest", newest_}, {"events", all}}.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace rrlb
