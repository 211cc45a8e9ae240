#include "daemon/admin/api.h"

#include <charconv>
#include <utility>

#include "common/contract/admin_api/answers.h"
#include "common/contract/admin_api/events.h"
#include "daemon/admin/json_answer.h"

namespace rrlb {
namespace {

// N of "after=N"; 0 for any other query.
std::uint64_t after_of(const std::string& query) {
  constexpr std::string_view kName = "after=";
  std::uint64_t after = 0;
  if (query.starts_with(kName)) {
    std::from_chars(query.data() + kName.size(), query.data() + query.size(), after);
  }
  return after;
}

void test_alerts(Alerts& alerts, const HttpServer::Reply& reply) {
  if (!alerts.any()) {
    return reply(problem_answer(409, "no alerts are configured ([alerts] exec, webhook)"));
  }
  alerts.test([reply](const std::vector<AlertTestResult>& results) {
    std::vector<admin_api::AlertResult> all;
    for (const AlertTestResult& one : results) all.push_back({one.target, one.ok, one.detail});
    reply(json_answer(200, to_json(all)));
  });
}

}  // namespace

AdminApi::AdminApi(HttpServer& server, Parts parts)
    : backends_{server, parts.running, parts.roster},
      config_{server, {parts.running, parts.roster, parts.reload, parts.restart_needed}} {
  server.route("GET", admin_api::kEventsPath, [&events = parts.events](const HttpRequest& request) {
    return json_answer(200, events.json_after(after_of(request.query)));
  });
  server.route_later("POST", "/api/alerts/test",
                     [&alerts = parts.alerts](const HttpRequest&, const HttpServer::Reply& reply) {
                       test_alerts(alerts, reply);
                     });
}

}  // namespace rrlb
