#include "daemon/report/alert/message.h"

#include <nlohmann/json.hpp>

#include "common/base/printable.h"

namespace rrlb {

AlertMessage alert_message(const Alert& alert, const std::string& balancer) {
  const StatusChange& change = alert.change;
  return {"state",
          change.backend,
          change.url,
          std::string{to_string(change.after)},
          std::string{to_string(change.before)},
          change.reason,
          format_rfc3339(change.time),
          balancer,
          alert.changes};
}

AlertMessage test_alert_message(WallTime now, const std::string& balancer) {
  const std::string status{to_string(Status::unknown)};
  return {"test",   "test", "", status, status, "an operator tests the alerts", format_rfc3339(now),
          balancer, 0};
}

std::string alert_json(const AlertMessage& message) {
  const nlohmann::ordered_json json{{"event", message.event},
                                    {"backend", message.backend},
                                    {"url", message.url},
                                    {"status", message.status},
                                    {"status_before", message.status_before},
                                    {"reason", message.reason},
                                    {"time", message.time},
                                    {"balancer", message.balancer},
                                    {"changes", message.changes}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

// Control characters are shown by their code: a NUL would cut a value short.
std::vector<std::string> alert_environment(const AlertMessage& message) {
  return {"RRLB_EVENT=" + printable(message.event),
          "RRLB_BACKEND=" + printable(message.backend),
          "RRLB_STATUS=" + printable(message.status),
          "RRLB_STATUS_BEFORE=" + printable(message.status_before),
          "RRLB_REASON=" + printable(message.reason),
          "RRLB_TIME=" + printable(message.time),
          "RRLB_URL=" + printable(message.url)};
}

}  // namespace rrlb
