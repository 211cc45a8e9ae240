#include "dashboard/history/history_routes.h"

#include "common/base/percent.h"
#include "dashboard/web/api_error.h"

namespace rrlb {
namespace {

WallTime now() { return std::chrono::system_clock::now(); }

HttpAnswer json(std::string body) { return {200, "application/json", std::move(body) + "\n", {}}; }

HttpAnswer bad_query(const std::string& problem) { return api_error(422, "bad_query", problem); }

HttpAnswer no_history() {
  return api_error(404, "history_is_off", "the history is turned off",
                   "set [dashboard] history to a file");
}

HttpAnswer unavailable(const std::string& problem) {
  HttpAnswer answer =
      api_error(503, "history_unavailable", "the history cannot be read: " + problem);
  answer.fields.emplace_back("Retry-After", "2");
  return answer;
}

// Runs the query, and replies with what `reply_with` makes of the history's answer.
template <typename Answer, typename Query>
void answer_from(History* history, const ParsedQuery<Query>& parsed, const HttpServer::Reply& reply,
                 std::function<HttpAnswer(const Answer&)> reply_with) {
  if (history == nullptr) return reply(no_history());
  if (!parsed.problem.empty()) return reply(bad_query(parsed.problem));
  history->query(parsed.query, [reply, reply_with = std::move(reply_with)](Answer answer) {
    reply(answer.problem.empty() ? reply_with(answer) : unavailable(answer.problem));
  });
}

// The backend and the format of a path such as "/api/stats/web1.json".
struct BackendFile {
  std::string backend;
  bool csv = false;
};
std::optional<BackendFile> backend_file(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const bool csv = name.ends_with(".csv");
  if (!csv && !name.ends_with(".json")) return std::nullopt;
  return BackendFile{percent_decoded(name.substr(0, name.rfind('.'))), csv};
}

HttpAnswer file_answer(const BackendFile& file, const PointsAnswer& answer) {
  if (!answer.known) return api_error(404, "unknown_backend", "no such backend in the history");
  if (!file.csv) return json(points_json(answer));
  return {200, "text/csv; charset=utf-8; header=present", points_csv(answer), {}};
}

}  // namespace

void add_history_routes(GuardedRoutes& routes, std::function<History*()> history,
                        ColorOf color_of) {
  routes.add_later("GET", "/api/history",
                   [history, color_of](const HttpRequest& request, const HttpServer::Reply& reply) {
                     answer_from<HistoryAnswer>(history(),
                                                parse_history_query(request.query, now()), reply,
                                                [color_of](const HistoryAnswer& answer) {
                                                  return json(history_json(answer, color_of));
                                                });
                   });
  routes.add_later("GET", "/api/events",
                   [history](const HttpRequest& request, const HttpServer::Reply& reply) {
                     answer_from<EventsAnswer>(
                         history(), parse_events_query(request.query, now()), reply,
                         [](const EventsAnswer& answer) { return json(events_json(answer)); });
                   });
  routes.add_later(
      "GET", "/api/stats/*", [history](const HttpRequest& request, const HttpServer::Reply& reply) {
        const auto file = backend_file(request.path);
        if (!file) return reply(api_error(404, "not_found", "not found"));
        auto parsed = parse_points_query(request.query, now());
        parsed.query.backend = file->backend;
        answer_from<PointsAnswer>(history(), parsed, reply, [file](const PointsAnswer& answer) {
          return file_answer(*file, answer);
        });
      });
}

}  // namespace rrlb
