// The hand on the switch:
//
//   GET  /api/backends                        all, each with its three layers
//   POST /api/backends/NAME/drain|enable|disable  {"why", "confirm_last"}
//   PUT  /api/backends/NAME/weight            {"weight": 1..256 or null for the file's, "why"}
//
// Whoever reads the page may see the first. The others ask for a log-in and for this dashboard's
// own page (write_guard.h), and the balancer is told who made the change. Draining or disabling the
// last backend that is UP needs to be confirmed; nobody else's change comes between that look and
// the change, as long as it is made here.
#pragma once

#include <functional>

#include "common/service/journal.h"
#include "dashboard/control/admin_line.h"
#include "dashboard/session/access.h"
#include "dashboard/web/guarded_routes.h"

namespace rrlb {

void add_control_routes(GuardedRoutes& routes, const Access& access, AdminLine& line,
                        const std::function<void(const JournalRecord&)>& record);

}  // namespace rrlb
