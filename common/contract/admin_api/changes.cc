#include "common/contract/admin_api/changes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/contract/json.h"
#include "common/contract/json_body.h"
#include "common/contract/limits.h"

namespace rrlb::admin_api {
namespace {

using json::Json;

std::string with(Json body, const Circumstances& circumstances) {
  if (circumstances.why) body["why"] = *circumstances.why;
  if (circumstances.until) body["until"] = *circumstances.until;
  if (circumstances.who) body["who"] = *circumstances.who;
  return json::to_text(body);
}

Circumstances circumstances_of(JsonBody& body) {
  Circumstances circumstances;
  circumstances.who = body.text("who");
  circumstances.why = body.text("why");
  circumstances.until = body.text("until");
  return circumstances;
}

}  // namespace

bool is_state_action(std::string_view action) {
  return std::find(kStateActions.begin(), kStateActions.end(), action) != kStateActions.end();
}

std::string missing_weight() {
  return "weight is missing: " + weight_range() + ", or null for the file's";
}

std::string to_json(const Circumstances& circumstances) {
  return with(Json::object(), circumstances);
}

std::string to_json(const WeightChange& change, const Circumstances& circumstances) {
  Json body = Json::object();
  body["weight"] = json::or_null(change.weight);
  return with(std::move(body), circumstances);
}

std::string to_json(const Addition& addition, const Circumstances& circumstances) {
  Json body = Json::object();
  body["url"] = addition.url;
  if (addition.name) body["name"] = *addition.name;
  if (addition.weight) body["weight"] = *addition.weight;
  return with(std::move(body), circumstances);
}

ChangeRequest read_circumstances(std::string_view body) {
  JsonBody members{body};
  ChangeRequest request;
  request.circumstances = circumstances_of(members);
  request.problem = members.problem();
  return request;
}

ChangeRequest read_weight_change(std::string_view body) {
  JsonBody members{body};
  ChangeRequest request;
  request.circumstances = circumstances_of(members);
  const bool given = members.has("weight");
  request.weight.weight = members.weight("weight");
  request.problem = members.problem();
  if (request.problem.empty() && !given) request.problem = missing_weight();
  return request;
}

ChangeRequest read_addition(std::string_view body) {
  JsonBody members{body};
  ChangeRequest request;
  request.circumstances = circumstances_of(members);
  request.addition.url = members.text("url");
  if (const std::string name = members.text("name"); !name.empty()) request.addition.name = name;
  request.addition.weight = members.weight("weight");
  request.problem = members.problem();
  return request;
}

}  // namespace rrlb::admin_api
