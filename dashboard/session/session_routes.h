// Logging in and out:
//
//   GET  /api/session  {"controls", "user", "expires_ms"}: who one is here
//   POST /api/login    {"user", "password"}
//   POST /api/logout   {}
#pragma once

#include "session/access.h"
#include "web/guarded_routes.h"

namespace rrlb {

void add_session_routes(GuardedRoutes& routes, Access& access);

}  // namespace rrlb
