#include "web.h"

#include "assets.h"
#include "host_check.h"

namespace rrlb {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The page may load only what this daemon serves, and nobody may frame it.
Fields safe_fields() {
  return {{"Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
           "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cache-Control", "no-store"}};
}

}  // namespace

void add_dashboard_routes(HttpServer& server, const PollState& state, const PageFacts& facts,
                          const std::string& machine_name) {
  const auto get = [&server, machine_name](const std::string& path, const std::string& type,
                                           const std::function<std::string()>& body) {
    server.route("GET", path, [machine_name, type, body](const HttpRequest& request) {
      if (!host_allowed(request.field("Host"), machine_name)) {
        return HttpAnswer{421, "text/plain; charset=utf-8",
                          "this dashboard answers to an IP address, to localhost and to " +
                              machine_name + ", not to the Host of this request\n",
                          safe_fields()};
      }
      return HttpAnswer{200, type, body(), safe_fields()};
    });
  };
  get("/", "text/html; charset=utf-8",
      [&state, &facts] { return render_page(assets::kIndexHtml, state, facts); });
  get("/app.css", "text/css; charset=utf-8", [] { return std::string{assets::kAppCss}; });
  get("/app.js", "text/javascript; charset=utf-8", [] { return std::string{assets::kAppJs}; });
  get("/api/stats", "application/json",
      [&state, &facts] { return stats_json(state, facts, Clock::now()); });
  get("/health", "text/plain; charset=utf-8", [] { return std::string{"OK\n"}; });
}

}  // namespace rrlb
