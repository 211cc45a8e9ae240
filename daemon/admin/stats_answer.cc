#include "daemon/admin/stats_answer.h"

#include <algorithm>

namespace rrlb {

HttpAnswer stats_answer(const std::string& method, const std::string& origin,
                        const std::vector<std::string>& allowed_origins, std::string json) {
  HttpAnswer answer;
  answer.fields.emplace_back("Cache-Control", "no-store");
  if (!allowed_origins.empty()) answer.fields.emplace_back("Vary", "Origin");
  const bool allowed =
      std::find(allowed_origins.begin(), allowed_origins.end(), origin) != allowed_origins.end();
  if (allowed) answer.fields.emplace_back("Access-Control-Allow-Origin", origin);
  if (method == "GET" || method == "HEAD") {
    answer.content_type = "application/json";
    answer.body = std::move(json);
  } else if (method == "OPTIONS") {
    answer.status = 204;
    answer.fields.emplace_back("Allow", "GET, HEAD, OPTIONS");
    if (allowed) {
      answer.fields.emplace_back("Access-Control-Allow-Methods", "GET, HEAD");
      answer.fields.emplace_back("Access-Control-Max-Age", "600");
    }
  } else {
    answer.status = 405;
    answer.fields.emplace_back("Allow", "GET, HEAD, OPTIONS");
    answer.body = "allowed here: GET, HEAD, OPTIONS\n";
  }
  return answer;
}

}  // namespace rrlb
