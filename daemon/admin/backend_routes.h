// The part of the admin socket's /api that shows backends and overrides their state:
//
//   GET    /api/backends              all, each with its three layers
//   POST   /api/backends              {"url", "name", "weight", "why", "until"}: adds one
//   GET    /api/backends/NAME         one
//   DELETE /api/backends/NAME         removes it
//   POST   /api/backends/NAME/drain   {"why", "until"}; also /enable and /disable
//   PUT    /api/backends/NAME/weight  {"weight": a number or null, "why", "until"}
#pragma once

#include <optional>
#include <string>

#include "common/contract/admin_api/changes.h"
#include "common/endpoint/http_server.h"
#include "daemon/admin/backend_view.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/state/running_config.h"

namespace rrlb {

class BackendRoutes {
 public:
  // Both must outlive it, and it the server.
  BackendRoutes(HttpServer& server, RunningConfig& running, const Roster& roster);

 private:
  HttpAnswer all_backends() const;
  HttpAnswer one_backend(const std::string& name) const;
  HttpAnswer add(const HttpRequest& request);
  HttpAnswer remove(const HttpRequest& request);
  HttpAnswer want_state(const HttpRequest& request);
  HttpAnswer want_weight(const HttpRequest& request);

  BackendViews views() const;
  bool exists(const std::string& name) const;
  HttpAnswer unknown(const std::string& name) const;
  HttpAnswer changed(const std::string& problem, const std::string& name) const;
  std::string why_not_addable(const BackendConfig& backend) const;

  RunningConfig& running_;
  const Roster& roster_;
};

}  // namespace rrlb
