// GET /metrics: what the balancer tells Prometheus on its admin socket, which Prometheus itself
// cannot ask. Of the balancer on this host alone, as it is; whoever may read the page may read
// this.
#pragma once

#include "dashboard/control/admin_line.h"
#include "dashboard/web/guarded_routes.h"

namespace rrlb {

void add_metrics_route(GuardedRoutes& routes, AdminLine& line);

}  // namespace rrlb
