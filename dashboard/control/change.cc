#include "dashboard/control/change.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "common/contract/admin_api/backends.h"
#include "common/contract/admin_api/changes.h"
#include "common/contract/backend_path.h"
#include "common/contract/json.h"
#include "common/contract/json_body.h"
#include "dashboard/web/api_error.h"

namespace rrlb {
namespace {

bool known(const std::string& method, const std::string& action) {
  return method == "PUT" ? action == "weight" : admin_api::is_state_action(action);
}

ReadChange refused(HttpAnswer answer) { return {std::nullopt, std::move(answer)}; }

// A status of the balancer's as a word for programs.
std::string code_of(int status) {
  if (status == 404) return "unknown_backend";
  if (status == 409) return "refused";
  if (status == 422) return "bad_value";
  return "balancer_refused";
}

HttpAnswer unreachable(const std::string& why, const std::string& hint = "") {
  return api_error(502, "balancer_unreachable", why, hint);
}

}  // namespace

ReadChange read_change(const HttpRequest& request, const std::string& user) {
  Change change;
  std::tie(change.backend, change.action) = name_and_action(request.path);
  if (!known(request.method, change.action)) {
    return refused(api_error(404, "not_found", "not found: " + request.path,
                             "POST .../drain, enable or disable, and PUT .../weight"));
  }
  JsonBody body{request.body};
  const bool weighs = change.action == "weight";
  const bool weight_given = body.has("weight");
  const admin_api::WeightChange weight{weighs ? body.weight("weight") : std::nullopt};
  change.why = body.text("why");
  change.confirm_last = body.truth("confirm_last");
  std::string problem = body.problem();
  if (problem.empty() && weighs && !weight_given) problem = admin_api::missing_weight();
  if (!problem.empty()) return refused(api_error(422, "bad_value", problem));
  const admin_api::Circumstances circumstances{change.why, std::nullopt, user};
  change.method = request.method;
  change.path = backend_path(change.backend, change.action);
  change.body = weighs ? to_json(weight, circumstances) : to_json(circumstances);
  change.told = change.action;
  if (weighs) change.told += weight.weight ? " " + std::to_string(*weight.weight) : " of the file";
  return {change, {}};
}

bool is_last_up(std::string_view backends, const std::string& backend) {
  bool is_up = false;
  for (const admin_api::Backend& one :
       admin_api::read_backends(backends).value_or(std::vector<admin_api::Backend>{})) {
    if (one.status != to_string(Status::up)) continue;
    if (one.name != backend) return false;
    is_up = true;
  }
  return is_up;
}

HttpAnswer answer_to(const AdminAnswer& said) {
  if (!said.answered()) return unreachable(said.problem);
  const auto body = json::parse_object(said.body);
  if (!body) return unreachable("cannot parse the balancer's answer");
  if (said.done()) return {200, "application/json", json::to_text(*body) + "\n", {}};
  const std::string problem = json::text(*body, "problem");
  const bool to_who_asked = said.status >= 400 && said.status < 500;
  return api_error(
      to_who_asked ? said.status : 502, code_of(said.status),
      problem.empty() ? "the balancer answered " + std::to_string(said.status) : problem);
}

HttpAnswer last_backend(const Change& change) {
  return api_error(409, "last_backend",
                   "backend \"" + change.backend +
                       "\" is the last one that is UP: without it no request is answered",
                   "to " + change.action + " it anyway, send \"confirm_last\": true");
}

std::string problem_in(const HttpAnswer& answer) {
  if (answer.status < 400) return {};
  const auto body = json::parse_object(answer.body);
  return body ? json::text(json::member(*body, "error"), "message") : "";
}

}  // namespace rrlb
