// The dashboard's routes: the page, its style and scripts, and the figures as JSON.
//
// Every answer forbids the browser to load anything from elsewhere, to frame it and to keep it; a
// request that calls this machine by a foreign name is refused (host_check.h).
#pragma once

#include <string>

#include "poll_state.h"
#include "runtime/http_server.h"
#include "view_model.h"

namespace rrlb {

// Adds the routes. `state` and `facts` are asked at each request.
void add_dashboard_routes(HttpServer& server, const PollState& state, const PageFacts& facts,
                          const std::string& machine_name);

}  // namespace rrlb
