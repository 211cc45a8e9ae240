// The backend's responses: a greeting on every path, its health, and its figures.
#pragma once

#include <string>

#include "backend/figures_text.h"
#include "common/endpoint/http_server.h"

namespace rrlb {

// One line with the server's name and the request: "hello from NAME, GET /path".
HttpAnswer greeting(const std::string& name, const HttpRequest& request);

HttpAnswer healthy();

// The figures as JSON, or as metrics for Prometheus if the request's Accept field prefers them.
HttpAnswer figures_answer(const BackendFigures& figures, const HttpRequest& request);

}  // namespace rrlb
