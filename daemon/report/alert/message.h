// What an alert says, as whoever is told of it reads it: JSON, and environment variables.
#pragma once

#include <string>
#include <vector>

#include "daemon/balance/news/alert_debounce.h"

namespace rrlb {

struct AlertMessage {
  std::string event;  // "state", "test"
  std::string backend;
  std::string url;
  std::string status;         // "DOWN"
  std::string status_before;  // the same as the status: the backend flaps
  std::string reason;         // one line
  std::string time;           // RFC 3339
  std::string balancer;       // the name of this machine
  unsigned changes = 1;       // that became one
};

AlertMessage alert_message(const Alert& alert, const std::string& balancer);
AlertMessage test_alert_message(WallTime now, const std::string& balancer);

// One line without a line end. Bytes that are no UTF-8 (a backend may send any) are replaced.
std::string alert_json(const AlertMessage& message);

// "RRLB_EVENT=state", ...
std::vector<std::string> alert_environment(const AlertMessage& message);

}  // namespace rrlb
