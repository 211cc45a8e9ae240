#include "dashboard/control/metrics_route.h"

namespace rrlb {
namespace {

constexpr Milliseconds kPatience{2'000};
constexpr const char* kText = "text/plain; charset=utf-8";

HttpAnswer passed_on(const AdminAnswer& said) {
  if (said.done()) return {200, "text/plain; version=0.0.4; charset=utf-8", said.body, {}};
  const std::string why =
      said.answered() ? "the balancer answered " + std::to_string(said.status) : said.problem;
  return {502, kText, why + "\n", {}};
}

}  // namespace

void add_metrics_route(GuardedRoutes& routes, AdminLine& line) {
  routes.add_later("GET", "/metrics", [&line](const HttpRequest&, const HttpServer::Reply& reply) {
    const auto tell = [reply](const AdminAnswer& said) { reply(passed_on(said)); };
    if (line.ask("GET", "/metrics", kPatience, tell)) return;
    reply({503, kText, "too many requests wait for the balancer\n", {{"Retry-After", "1"}}});
  });
}

}  // namespace rrlb
