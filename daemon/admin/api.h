// The admin socket's /api, for rrlbctl and the dashboard: JSON (common/contract/admin_api). Backends
// and their overrides are backend_routes', the configuration is config_routes'; and here
//
//   GET  /api/events?after=N  what has happened
//   POST /api/alerts/test     sends an alert to each target
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/endpoint/http_server.h"
#include "daemon/admin/backend_routes.h"
#include "daemon/admin/config_routes.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/report/alerts.h"
#include "daemon/report/event_log.h"
#include "daemon/state/running_config.h"

namespace rrlb {

class AdminApi {
 public:
  struct Parts {
    RunningConfig& running;
    const Roster& roster;
    const EventLog& events;
    Alerts& alerts;
    std::function<std::vector<Problem>()> reload;
    // Of a configuration that is to follow the one that this process began with.
    std::function<std::vector<std::string>(const Config&)> restart_needed;
  };

  AdminApi(HttpServer& server, Parts parts);

 private:
  BackendRoutes backends_;
  ConfigRoutes config_;
};

}  // namespace rrlb
