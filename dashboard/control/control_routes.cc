#include "dashboard/control/control_routes.h"

#include "dashboard/control/change.h"
#include "dashboard/report/records.h"
#include "dashboard/session/write_guard.h"
#include "dashboard/web/api_error.h"

namespace rrlb {
namespace {

using Record = std::function<void(const JournalRecord&)>;

constexpr Milliseconds kPatience{2'000};
constexpr Milliseconds kChangePatience{5'000};  // the balancer writes it to a disk

HttpAnswer busy() {
  HttpAnswer answer = api_error(503, "busy", "too many requests wait for the balancer: try again");
  answer.fields.emplace_back("Retry-After", "1");
  return answer;
}

// On the line's thread.
HttpAnswer carried_out(const Change& change, const AdminClient& balancer) {
  if (change.takes_out() && !change.confirm_last) {
    const AdminAnswer all = balancer.ask("GET", "/api/backends", "", kPatience);
    if (!all.done()) return answer_to(all);
    if (is_last_up(all.body, change.backend)) return last_backend(change);
  }
  return answer_to(balancer.ask(change.method, change.path, change.body, kChangePatience));
}

void carry_out(const Change& change, const std::string& user, AdminLine& line, const Record& record,
               const HttpServer::Reply& reply) {
  const bool taken = line.talk([=](const AdminClient& balancer) -> EventLoop::Task {
    return [=, answer = carried_out(change, balancer)] {
      record(change_record(user, change.backend, change.told, change.why, problem_in(answer)));
      reply(answer);
    };
  });
  if (!taken) reply(busy());
}

}  // namespace

void add_control_routes(GuardedRoutes& routes, const Access& access, AdminLine& line,
                        const Record& record) {
  routes.add_later("GET", "/api/backends",
                   [&line](const HttpRequest&, const HttpServer::Reply& reply) {
                     const auto tell = [reply](const AdminAnswer& said) { reply(answer_to(said)); };
                     if (!line.ask("GET", "/api/backends", kPatience, tell)) reply(busy());
                   });
  const auto change = [&access, &line, record](const HttpRequest& request,
                                               const HttpServer::Reply& reply) {
    if (!access.controls()) return reply(no_controls());
    if (const auto refused = refused_write(request)) return reply(*refused);
    const auto session = access.session_of(request);
    if (!session) return reply(login_required());
    const ReadChange read = read_change(request, session->user);
    if (!read.change) return reply(read.refusal);
    carry_out(*read.change, session->user, line, record, reply);
  };
  routes.add("GET", "/api/backends/*", [](const HttpRequest&) {
    HttpAnswer answer = api_error(405, "not_allowed", "use POST or PUT");
    answer.fields.emplace_back("Allow", "POST, PUT");
    return answer;
  });
  routes.add_later("POST", "/api/backends/*", change);
  routes.add_later("PUT", "/api/backends/*", change);
}

}  // namespace rrlb
