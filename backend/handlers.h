// What the backend says: a greeting on every path, its health, and its figures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runtime/http_server.h"
#include "runtime/process_stats.h"

namespace rrlb {

// One line that names the server and what was asked of it.
HttpAnswer greeting(const std::string& name, const HttpRequest& request);

HttpAnswer healthy();

// As JSON, or as Prometheus text (or OpenMetrics) where Accept asks for it. What is not known is
// null, or has no sample.
HttpAnswer figures(const std::string& name, const std::optional<ProcessFigures>& process,
                   std::uint64_t requests, const std::string& accept);

}  // namespace rrlb
