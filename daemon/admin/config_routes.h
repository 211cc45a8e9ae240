// The part of the admin socket's /api that shows and reloads the configuration:
//
//   GET  /api/config  each key in force, and where its value came from
//   GET  /api/diff    what a reload would change
//   POST /api/reload  reads the file again
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/config/problem.h"
#include "common/endpoint/http_server.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/state/running_config.h"

namespace rrlb {

class ConfigRoutes {
 public:
  struct Parts {
    const RunningConfig& running;
    const Roster& roster;
    std::function<std::vector<Problem>()> reload;
    // Of a configuration that is to follow the one that this process began with.
    std::function<std::vector<std::string>(const Config&)> restart_needed;
  };

  // It must outlive the server.
  ConfigRoutes(HttpServer& server, Parts parts);

 private:
  HttpAnswer reload();
  HttpAnswer diff() const;
  HttpAnswer config() const;

  Parts parts_;
};

}  // namespace rrlb
