#include "common/contract/admin_api/answers.h"

#include <nlohmann/json.hpp>

#include "common/contract/json.h"

namespace rrlb::admin_api {

using json::Json;

std::string to_json(const Refusal& refusal) {
  Json answer{{"problem", refusal.problem}};
  if (!refusal.problems.empty()) answer["problems"] = refusal.problems;
  return json::to_text(answer);
}

std::string to_json(const std::vector<AlertResult>& results) {
  Json all = Json::array();
  for (const AlertResult& one : results) {
    all.push_back({{"target", one.target}, {"ok", one.ok}, {"detail", one.detail}});
  }
  return json::to_text({{"results", std::move(all)}});
}

std::string removed_json(const std::string& backend) {
  return json::to_text({{"removed", backend}});
}

std::optional<Refusal> read_refusal(std::string_view text) {
  const auto answer = json::parse_object(text);
  if (!answer) return std::nullopt;
  return Refusal{json::text(*answer, "problem"), json::texts(*answer, "problems")};
}

std::optional<std::vector<AlertResult>> read_alert_results(std::string_view text) {
  const auto answer = json::parse_object(text);
  if (!answer) return std::nullopt;
  return json::list(*answer, "results", [](const Json& one) {
    return AlertResult{json::text(one, "target"), json::truth(one, "ok"),
                       json::text(one, "detail")};
  });
}

}  // namespace rrlb::admin_api
