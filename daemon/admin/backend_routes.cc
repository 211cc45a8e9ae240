#include "daemon/admin/backend_routes.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "common/config/check.h"
#include "common/config/find_backend.h"
#include "common/config/nearest.h"
#include "common/config/parse.h"
#include "common/contract/admin_api/answers.h"
#include "common/contract/backend_path.h"
#include "common/contract/json.h"
#include "daemon/admin/json_answer.h"

namespace rrlb {
namespace {

using admin_api::ChangeRequest;

Moment now() { return {Clock::now(), std::chrono::system_clock::now()}; }

std::optional<Wanted> state_for(const std::string& action) {
  if (action == "drain") return Wanted::draining;
  if (action == "enable") return Wanted::enabled;
  if (action == "disable") return Wanted::disabled;
  return std::nullopt;
}

// Who asked for a change, and for how long; or what is wrong with the request.
struct Asked {
  OverrideOrigin origin;
  std::string problem;
};

Asked asked(const HttpRequest& request, const ChangeRequest& change) {
  if (!change.problem.empty()) return {{}, change.problem};
  OverrideOrigin origin;
  origin.when = now().wall;
  const std::string claimed = change.circumstances.who.value_or("");
  origin.who = claimed.empty() || claimed == request.user ? request.user
                                                          : claimed + " (" + request.user + ")";
  origin.why = change.circumstances.why.value_or("");
  const std::string until = change.circumstances.until.value_or("");
  if (until.empty()) return {origin, {}};
  const ParsedUntil parsed = parse_until(until, origin.when);
  origin.until = parsed.until;
  return {origin, parsed.problem};
}

// The backend, or what is wrong with it: by the same rules and the same code as in a file.
struct ReadBackend {
  BackendConfig backend;
  std::string problem;
};

ReadBackend read_backend(const admin_api::Addition& addition) {
  const auto quoted = [](const std::string& text) { return json::to_text(json::Json(text)); };
  std::string table = "[[backend]]\nurl = " + quoted(addition.url) + "\n";
  if (addition.name) table += "name = " + quoted(*addition.name) + "\n";
  const ParsedConfig parsed = parse_config({{"", table, true}});
  if (!parsed.problems.empty()) return {{}, parsed.problems.front().message};
  BackendConfig backend = parsed.config.backends.front();
  backend.weight = addition.weight.value_or(1);
  backend.place = {};
  return {backend, {}};
}

}  // namespace

BackendRoutes::BackendRoutes(HttpServer& server, RunningConfig& running, const Roster& roster)
    : running_{running}, roster_{roster} {
  const std::string all = admin_api::kBackendsPath;
  const std::string each = all + "/*";
  server.route("GET", all, [this](const HttpRequest&) { return all_backends(); });
  server.route("POST", all, [this](const HttpRequest& request) { return add(request); });
  server.route("GET", each, [this](const HttpRequest& request) {
    const auto [name, action] = name_and_action(request.path);
    return action.empty() ? one_backend(name) : not_found(request);
  });
  server.route("DELETE", each, [this](const HttpRequest& request) { return remove(request); });
  server.route("POST", each, [this](const HttpRequest& request) { return want_state(request); });
  server.route("PUT", each, [this](const HttpRequest& request) { return want_weight(request); });
}

BackendViews BackendRoutes::views() const {
  return {roster_, running_.file(), running_.overrides(), now()};
}

bool BackendRoutes::exists(const std::string& name) const { return roster_.find(name) != nullptr; }

HttpAnswer BackendRoutes::unknown(const std::string& name) const {
  std::vector<std::string_view> names;
  for (const Roster::Entry& entry : roster_.entries()) names.push_back(entry.config.name);
  const std::string_view near = nearest(name, names);
  return problem_answer(404,
                        "no backend \"" + name + "\"" +
                            (near.empty() ? "" : " (did you mean \"" + std::string{near} + "\"?)"));
}

HttpAnswer BackendRoutes::all_backends() const { return json_answer(200, to_json(views().all())); }

HttpAnswer BackendRoutes::one_backend(const std::string& name) const {
  const auto view = views().of(name);
  return view ? json_answer(200, to_json(*view)) : unknown(name);
}

// The answer to a change: the backend as it is now, or why nothing changed.
HttpAnswer BackendRoutes::changed(const std::string& problem, const std::string& name) const {
  return problem.empty() ? one_backend(name) : problem_answer(409, problem);
}

HttpAnswer BackendRoutes::want_state(const HttpRequest& request) {
  const auto [name, action] = name_and_action(request.path);
  const std::optional<Wanted> state = state_for(action);
  if (!state) return not_found(request);
  if (!exists(name)) return unknown(name);
  const Asked by = asked(request, admin_api::read_circumstances(request.body));
  if (!by.problem.empty()) return problem_answer(422, by.problem);
  return changed(running_.want_state(name, *state, by.origin), name);
}

HttpAnswer BackendRoutes::want_weight(const HttpRequest& request) {
  const auto [name, action] = name_and_action(request.path);
  if (action != "weight") return not_found(request);
  if (!exists(name)) return unknown(name);
  const ChangeRequest change = admin_api::read_weight_change(request.body);
  const Asked by = asked(request, change);
  if (!by.problem.empty()) return problem_answer(422, by.problem);
  const auto weight = change.weight.weight;
  return changed(weight ? running_.want_weight(name, *weight, by.origin)
                        : running_.want_files_weight(name, by.origin.who),
                 name);
}

// "" if it is.
std::string BackendRoutes::why_not_addable(const BackendConfig& backend) const {
  if (exists(backend.name)) return "backend \"" + backend.name + "\" exists already";
  // An operator has removed it: what the file has comes back, or nothing.
  const BackendConfig* in_file = find_backend(running_.file(), backend.name);
  if (in_file != nullptr && in_file->url != backend.url) {
    return "backend \"" + backend.name +
           "\" is in the file with another url: " + in_file->url.text();
  }
  Config all = running_.effective();
  all.backends.push_back(backend);
  const std::vector<ConfigConflict> conflicts = check_config(all);
  return conflicts.empty() ? "" : conflicts.front().message;
}

HttpAnswer BackendRoutes::add(const HttpRequest& request) {
  const ChangeRequest change = admin_api::read_addition(request.body);
  const Asked by = asked(request, change);
  if (!by.problem.empty()) return problem_answer(422, by.problem);
  const ReadBackend read = read_backend(change.addition);
  if (!read.problem.empty()) return problem_answer(422, read.problem);
  const std::string problem = why_not_addable(read.backend);
  if (!problem.empty()) return problem_answer(409, problem);
  return changed(running_.add(read.backend, change.addition.weight, by.origin), read.backend.name);
}

HttpAnswer BackendRoutes::remove(const HttpRequest& request) {
  const auto [name, action] = name_and_action(request.path);
  if (!action.empty()) return not_found(request);
  if (!exists(name)) return unknown(name);
  const Asked by = asked(request, admin_api::read_circumstances(request.body));
  if (!by.problem.empty()) return problem_answer(422, by.problem);
  const std::string problem = running_.remove(name, by.origin);
  if (!problem.empty()) return problem_answer(409, problem);
  return json_answer(200, admin_api::removed_json(name));
}

}  // namespace rrlb
