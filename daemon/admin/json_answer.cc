#include "daemon/admin/json_answer.h"

#include "common/contract/admin_api/answers.h"

namespace rrlb {

HttpAnswer json_answer(int status, const std::string& json) {
  return {status, "application/json", json + "\n", {{"Cache-Control", "no-store"}}};
}

HttpAnswer problem_answer(int status, const std::string& problem) {
  return json_answer(status, to_json(admin_api::Refusal{problem, {}}));
}

HttpAnswer not_found(const HttpRequest& request) {
  return problem_answer(404, "not found: " + request.path);
}

}  // namespace rrlb
