// GET /metrics: the metrics that the balancer of this host has for Prometheus on its admin socket,
// which Prometheus itself cannot reach. Everyone who may read the page may read them.
#pragma once

#include "dashboard/control/admin_line.h"
#include "dashboard/web/guarded_routes.h"

namespace rrlb {

void add_metrics_route(GuardedRoutes& routes, AdminLine& line);

}  // namespace rrlb
