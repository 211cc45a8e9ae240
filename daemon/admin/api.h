// The admin socket's /api: what rrlbctl and the dashboard ask for, as JSON. Answers to mistakes are
// {"problem": "..."} with a status of 4xx.
//
//   GET    /api/backends              all, each with its three layers
//   POST   /api/backends              {"url", "name", "weight", "why", "until"}: adds one
//   GET    /api/backends/NAME         one
//   DELETE /api/backends/NAME         removes it
//   POST   /api/backends/NAME/drain   {"why", "until"}; likewise /enable, /disable
//   PUT    /api/backends/NAME/weight  {"weight": 1..256 or null, "why", "until"}
//   POST   /api/reload                reads the file anew
//   GET    /api/diff                  what that would do
//   GET    /api/config                what is in force, and where each value came from
//   GET    /api/events?after=N        what has happened
//   POST   /api/alerts/test           sends an alert to all who are told of alerts
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/config/problem.h"
#include "common/endpoint/http_server.h"
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
  struct Call;  // one request, with its body read

  HttpAnswer all_backends() const;
  HttpAnswer one_backend(const std::string& name) const;
  HttpAnswer add(const HttpRequest& request);
  HttpAnswer remove(const HttpRequest& request);
  HttpAnswer want_state(const HttpRequest& request);
  HttpAnswer want_weight(const HttpRequest& request);
  HttpAnswer reload();
  HttpAnswer diff() const;
  HttpAnswer config() const;
  void test_alerts(const HttpServer::Reply& reply);

  HttpAnswer unknown(const std::string& name) const;
  HttpAnswer done(const std::string& problem, const std::string& name) const;
  bool exists(const std::string& name) const;

  Parts parts_;
};

}  // namespace rrlb
