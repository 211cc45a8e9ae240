// Answers of the admin API: JSON that no cache keeps.
#pragma once

#include <string>

#include "common/endpoint/http_server.h"

namespace rrlb {

HttpAnswer json_answer(int status, const std::string& json);

// {"problem": "..."}, with a status of 4xx.
HttpAnswer problem_answer(int status, const std::string& problem);
HttpAnswer not_found(const HttpRequest& request);

}  // namespace rrlb
