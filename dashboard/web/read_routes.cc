#include "dashboard/web/read_routes.h"

#include "dashboard/view/page.h"
#include "dashboard/web/api_error.h"
#include "dashboard/web/assets.h"
#include "dashboard/web/gzip.h"

namespace rrlb {
namespace {

constexpr const char* kPlainText = "text/plain; charset=utf-8";

std::string type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  return kPlainText;
}

// Browsers cache the file, but ask each time whether it has changed.
HttpAnswer asset_answer(const Asset& asset, const HttpRequest& request) {
  HttpAnswer answer{200, type_of(asset.name), "", {}};
  answer.fields = {{"Cache-Control", "no-cache"},
                   {"ETag", std::string{asset.etag}},
                   {"Vary", "Accept-Encoding"}};
  if (request.field("If-None-Match") == asset.etag) {
    answer.status = 304;
  } else if (accepts_gzip(request.field("Accept-Encoding"))) {
    answer.body = asset.gzipped;
    answer.fields.emplace_back("Content-Encoding", "gzip");
  } else {
    answer.body = gunzip(asset.gzipped);
  }
  return answer;
}

HttpAnswer json(const std::string& body) { return {200, "application/json", body + "\n", {}}; }

}  // namespace

void add_web_routes(GuardedRoutes& routes, const WebParts& parts) {
  const auto stats = [parts] {
    return stats_json(parts.view(), parts.facts(), std::chrono::system_clock::now());
  };
  routes.add("GET", "/", [parts](const HttpRequest&) {
    const std::string page = render_page(page_template(), parts.view(), parts.facts());
    return HttpAnswer{200, "text/html; charset=utf-8", page, {}};
  });
  for (const Asset& asset : assets()) {
    routes.add("GET", "/" + std::string{asset.name},
               [asset](const HttpRequest& request) { return asset_answer(asset, request); });
  }
  routes.add("GET", "/api/stats", [stats](const HttpRequest&) { return json(stats()); });
  routes.add("GET", "/api/recent", [parts](const HttpRequest&) {
    return json(parts.recent.json(parts.facts().interval));
  });
  routes.add("GET", "/api/stats/stream", [parts, stats](const HttpRequest&) {
    return parts.streams.follow(parts.recent.json(parts.facts().interval), stats());
  });
  routes.add("GET", "/health", [](const HttpRequest&) {
    return HttpAnswer{200, kPlainText, "OK\n", {}};
  });
}

void add_fallback_routes(GuardedRoutes& routes) {
  routes.guard_refusals();
  routes.add("GET", "/api/*", [](const HttpRequest&) {
    return api_error(404, "not_found", "not found", "see openapi.json for all paths");
  });
  routes.add("GET", "/*", [](const HttpRequest&) {
    return HttpAnswer{404, kPlainText, "not found\n", {}};
  });
}

}  // namespace rrlb
