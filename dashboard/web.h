// The dashboard's routes: the page, its style and script, and the figures as JSON.
#pragma once

#include <functional>
#include <string>

#include "poll_state.h"
#include "runtime/http_server.h"
#include "view_model.h"

namespace rrlb {

// Adds the routes. `state` and `facts` are asked at each request.
void add_dashboard_routes(HttpServer& server, const PollState& state, const PageFacts& facts,
                          const std::string& machine_name);

}  // namespace rrlb
