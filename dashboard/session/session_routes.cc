#include "dashboard/session/session_routes.h"

#include "dashboard/session/write_guard.h"
#include "dashboard/view/json_numbers.h"

namespace rrlb {
namespace {

HttpAnswer session(const Access& access, const HttpRequest& request) {
  const auto found = access.session_of(request);
  nlohmann::ordered_json json{
      {"controls", access.controls()}, {"user", nullptr}, {"expires_ms", nullptr}};
  if (found) {
    json["user"] = found->user;
    json["expires_ms"] = epoch_ms(std::chrono::system_clock::now() + found->left);
  }
  return {200, "application/json", dump(json) + "\n", {}};
}

}  // namespace

void add_session_routes(GuardedRoutes& routes, Access& access) {
  routes.add("GET", "/api/session",
             [&access](const HttpRequest& request) { return session(access, request); });
  routes.add_later("POST", "/api/login",
                   [&access](const HttpRequest& request, const HttpServer::Reply& reply) {
                     if (const auto refused = refused_write(request)) return reply(*refused);
                     access.log_in(request, reply);
                   });
  routes.add("POST", "/api/logout", [&access](const HttpRequest& request) {
    if (auto refused = refused_write(request)) return *refused;
    return access.log_out(request);
  });
}

}  // namespace rrlb
