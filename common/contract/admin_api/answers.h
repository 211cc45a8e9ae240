// The short answers: why a request was refused, which backend was removed, how test alerts went.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb::admin_api {

// Any answer of 4xx or 5xx.
struct Refusal {
  std::string problem;
  // Of a configuration, each "FILE:LINE:COLUMN: ..."; absent from the refusals of other requests.
  std::vector<std::string> problems;
};

// POST /api/alerts/test
struct AlertResult {
  std::string target;
  bool ok = false;
  std::string detail;
};

std::string to_json(const Refusal& refusal);
std::string to_json(const std::vector<AlertResult>& results);
std::string removed_json(const std::string& backend);

std::optional<Refusal> read_refusal(std::string_view text);
std::optional<std::vector<AlertResult>> read_alert_results(std::string_view text);

}  // namespace rrlb::admin_api
