// What the backend answers: a greeting on every path, its health, and its figures.
#pragma once

#include <string>

#include "backend/figures_text.h"
#include "common/endpoint/http_server.h"

namespace rrlb {

// One line that names the server and what was asked of it: "hello from NAME, GET /path".
HttpAnswer greeting(const std::string& name, const HttpRequest& request);

HttpAnswer healthy();

// As JSON, or as metrics for Prometheus where the request's Accept asks for them.
HttpAnswer figures_answer(const BackendFigures& figures, const HttpRequest& request);

}  // namespace rrlb
