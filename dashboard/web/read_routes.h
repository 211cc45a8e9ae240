// The dashboard's routes that only read: the page, its style and scripts, and the figures.
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
  std::function<View()> view;  // as of now
  std::function<PageFacts()> facts;
  const Recent& recent;
  EventStreams& streams;
};

void add_web_routes(GuardedRoutes& routes, const WebParts& parts);

// What is nowhere else. To be added last.
void add_fallback_routes(GuardedRoutes& routes);

}  // namespace rrlb
