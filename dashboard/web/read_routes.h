// The dashboard's read-only routes: the page, its style sheets and scripts, and the statistics.
#pragma once

#include <functional>
#include <string>

#include "dashboard/view/recent.h"
#include "dashboard/view/view.h"
#include "dashboard/view/view_json.h"
#include "dashboard/web/guarded_routes.h"
#include "dashboard/web/stream.h"

namespace rrlb {

struct WebParts {
  std::function<View()> view;  // the current one
  std::function<PageFacts()> facts;
  const Recent& recent;
  EventStreams& streams;
};

void add_web_routes(GuardedRoutes& routes, const WebParts& parts);

// The answers to all other paths. Add them last.
void add_fallback_routes(GuardedRoutes& routes);

}  // namespace rrlb
