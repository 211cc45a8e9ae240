#include "dashboard/control/change.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/base/percent.h"
#include "common/contract/backend_path.h"
#include "common/contract/json_depth.h"
#include "dashboard/view/json_numbers.h"
#include "dashboard/web/api_error.h"
#include "dashboard/web/json_body.h"

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMostWeight = 256;

bool known(const std::string& method, const std::string& action) {
  if (method == "PUT") return action == "weight";
  return action == "drain" || action == "enable" || action == "disable";
}

ReadChange refused(HttpAnswer answer) { return {std::nullopt, std::move(answer)}; }

// What is wrong with the weight; "" if nothing is.
std::string take_weight(JsonBody& body, Json& asked, std::string& told) {
  const auto weight = body.any("weight");
  if (!weight) return "weight is missing: 1..256, or null for the file's";
  if (weight->is_null()) {
    told = "weight of the file";
  } else if (weight->is_number_unsigned() && weight->get<std::uint64_t>() >= 1 &&
             weight->get<std::uint64_t>() <= kMostWeight) {
    told = "weight " + weight->dump();
  } else {
    return "weight must be 1..256, or null for the file's, got " + dump(*weight).substr(0, 60);
  }
  asked["weight"] = *weight;
  return {};
}

// What the balancer calls by a status, in a word for programs.
std::string code_of(int status) {
  if (status == 404) return "unknown_backend";
  if (status == 409) return "refused";
  if (status == 422) return "bad_value";
  return "balancer_refused";
}

Json parsed(std::string_view text) {
  return nested_too_deep(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
}

std::string text_of(const Json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

HttpAnswer unreachable(const std::string& why, const std::string& hint = "") {
  return api_error(502, "balancer_unreachable", why, hint);
}

}  // namespace

ReadChange read_change(const HttpRequest& request, const std::string& user) {
  Change change;
  std::tie(change.backend, change.action) = name_and_action(request.path);
  if (!known(request.method, change.action)) {
    return refused(api_error(404, "not_found", "not found",
                             "POST .../drain, enable or disable, and PUT .../weight"));
  }
  JsonBody body{request.body};
  Json asked = Json::object();
  change.told = change.action;
  std::string wrong;
  if (change.action == "weight" && body.sound()) wrong = take_weight(body, asked, change.told);
  change.why = body.text("why");
  change.confirm_last = body.truth("confirm_last");
  if (wrong.empty()) wrong = body.wrong();
  if (!wrong.empty()) return refused(api_error(422, "bad_value", wrong));
  asked["why"] = change.why;
  asked["who"] = user;
  change.method = request.method;
  change.path = "/api/backends/" + path_segment(change.backend) + "/" + change.action;
  change.body = dump(asked);
  return {change, {}};
}

bool is_last_up(std::string_view backends, const std::string& backend) {
  const Json said = parsed(backends);
  if (!said.is_object() || !said.contains("backends")) return false;
  bool is_up = false;
  for (const Json& one : said["backends"]) {
    if (text_of(one, "status") != "UP") continue;
    if (text_of(one, "name") != backend) return false;
    is_up = true;
  }
  return is_up;
}

HttpAnswer answer_to(const AdminAnswer& said) {
  if (!said.answered()) return unreachable(said.problem);
  const Json body = parsed(said.body);
  if (!body.is_object()) return unreachable("the balancer's answer makes no sense");
  if (said.done()) return {200, "application/json", dump(body) + "\n", {}};
  const std::string problem = text_of(body, "problem");
  const bool to_who_asked = said.status >= 400 && said.status < 500;
  return api_error(
      to_who_asked ? said.status : 502, code_of(said.status),
      problem.empty() ? "the balancer answered " + std::to_string(said.status) : problem);
}

HttpAnswer last_backend(const Change& change) {
  return api_error(409, "last_backend",
                   "backend \"" + change.backend + "\" is the last one that is UP: to " +
                       change.action + " it leaves nobody to answer",
                   "to do so all the same, send \"confirm_last\": true");
}

std::string problem_in(const HttpAnswer& answer) {
  if (answer.status < 400) return {};
  const Json body = parsed(answer.body);
  return body.is_object() && body.contains("error") ? text_of(body["error"], "message") : "";
}

}  // namespace rrlb
