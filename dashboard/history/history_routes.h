// The dashboard's routes to the past: /api/history, /api/events, /api/stats/NAME.json and .csv.
#pragma once

#include <functional>

#include "dashboard/history/history.h"
#include "dashboard/history/history_json.h"
#include "dashboard/web/guarded_routes.h"

namespace rrlb {

// `history` gives none where none is kept: then there is nothing to be found.
void add_history_routes(GuardedRoutes& routes, std::function<History*()> history, ColorOf color_of);

}  // namespace rrlb
