// The routes to log in and out:
//
//   GET  /api/session  answers {"controls", "user", "expires_ms"}
//   POST /api/login    {"user", "password"}
//   POST /api/logout   {}
#pragma once

#include "dashboard/session/access.h"
#include "dashboard/web/guarded_routes.h"

namespace rrlb {

void add_session_routes(GuardedRoutes& routes, Access& access);

}  // namespace rrlb
