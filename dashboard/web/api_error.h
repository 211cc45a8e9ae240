// The error response of all paths under /api:
// {"error": {"code": "not_found", "message": "...", "hint": null}}.
#pragma once

#include <string>

#include "common/endpoint/http_server.h"
#include "dashboard/view/json_numbers.h"

namespace rrlb {

// `code` is for programs; `message` says what is wrong, and what was expected. An empty hint is
// null.
inline HttpAnswer api_error(int status, const std::string& code, const std::string& message,
                            const std::string& hint = "") {
  const nlohmann::ordered_json hint_or_null =
      hint.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(hint);
  return {status,
          "application/json",
          dump({{"error", {{"code", code}, {"message", message}, {"hint", hint_or_null}}}}) + "\n",
          {}};
}

}  // namespace rrlb
