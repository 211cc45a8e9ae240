// The dashboard's routes, each behind the same guard.
//
// Every response forbids the browser to load anything from other sites, to frame it and to cache it.
// Requests with an unknown Host are refused (host_check.h). Paths under /api are also served under
// /api/v1. Responses of 1 KiB or more are compressed if the client accepts that.
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

  // `called` is the name of this machine, for the message about an unknown Host.
  GuardedRoutes(HttpServer& server, HostAllowed host_allowed, std::string called)
      : server_{server}, host_allowed_{std::move(host_allowed)}, called_{std::move(called)} {}

  void add(const std::string& method, const std::string& path, Handler handler);
  void add_later(const std::string& method, const std::string& path, LaterHandler handler);
  // Applies the guard to unknown paths and methods, too.
  void guard_refusals();

 private:
  HttpServer& server_;
  HostAllowed host_allowed_;
  std::string called_;
};

}  // namespace rrlb
