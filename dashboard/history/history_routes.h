// The dashboard's routes to the history: /api/history, /api/events, /api/stats/NAME.json and .csv.
#pragma once

#include <functional>

#include "dashboard/history/history.h"
#include "dashboard/history/history_json.h"
#include "dashboard/web/guarded_routes.h"

namespace rrlb {

// `history` returns a null pointer while the history is turned off; the routes then answer 404.
void add_history_routes(GuardedRoutes& routes, std::function<History*()> history, ColorOf color_of);

}  // namespace rrlb
