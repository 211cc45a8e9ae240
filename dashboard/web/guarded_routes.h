// The dashboard's routes, each behind the same guard.
//
// Every answer forbids the browser to load anything from elsewhere, to frame it and to keep it; a
// request that calls this machine by a foreign name is refused (host_check.h). What is under /api
// answers under /api/v1 too. Answers of 1 KiB and more are compressed for who takes that.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/endpoint/http_server.h"

namespace rrlb {

class GuardedRoutes {
 public:
  using Handler = HttpServer::Handler;
  using LaterHandler = HttpServer::LaterHandler;
  using HostAllowed = std::function<bool(std::string_view host)>;

  // `called` names the machine, for who called it by another name.
  GuardedRoutes(HttpServer& server, HostAllowed host_allowed, std::string called)
      : server_{server}, host_allowed_{std::move(host_allowed)}, called_{std::move(called)} {}

  void add(const std::string& method, const std::string& path, Handler handler);
  void add_later(const std::string& method, const std::string& path, LaterHandler handler);
  // Guards what no route answers, too: a path that is unknown, a method that is not for it.
  void guard_refusals();

 private:
  HttpServer& server_;
  HostAllowed host_allowed_;
  std::string called_;
};

}  // namespace rrlb
