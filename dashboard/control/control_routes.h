// The controls, passed on to the balancer's admin socket:
//
//   GET  /api/backends                            all, each with its three layers
//   POST /api/backends/NAME/drain|enable|disable  {"why", "confirm_last"}
//   PUT  /api/backends/NAME/weight                {"weight": a number or null, "why"}
//
// Everyone who may read the page may use the first. The others require a log-in and a request from
// this dashboard's own page (write_guard.h), and the balancer is told who made the change. Draining
// or disabling the last backend that is UP must be confirmed; no other change made here comes
// between that check and the change.
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
