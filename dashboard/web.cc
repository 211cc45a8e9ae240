#include "web.h"

#include "assets.h"
#include "host_check.h"

namespace rrlb {
namespace {

constexpr const char* kPlainText = "text/plain; charset=utf-8";

// The page may load only what this daemon serves, and nobody may frame it.
HttpAnswer guarded(HttpAnswer answer) {
  answer.fields = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
       "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-store"}};
  return answer;
}

HttpAnswer not_called_so(const std::string& machine_name) {
  return {421,
          kPlainText,
          "this dashboard answers to an IP address, to localhost and to " + machine_name +
              ", not to the Host of this request\n",
          {}};
}

std::string type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  return kPlainText;
}

}  // namespace

void add_dashboard_routes(HttpServer& server, const PollState& state, const PageFacts& facts,
                          const std::string& machine_name) {
  const auto get = [&server, machine_name](const std::string& path, HttpServer::Handler handler) {
    server.route("GET", path, [machine_name, handler](const HttpRequest& request) {
      const bool allowed = host_allowed(request.field("Host"), machine_name);
      return guarded(allowed ? handler(request) : not_called_so(machine_name));
    });
  };
  for (const Asset& asset : assets()) {
    if (asset.name == "index.html") {
      get("/", [&state, &facts, asset](const HttpRequest&) {
        const std::string page = render_page(asset.content, state, facts, Clock::now());
        return HttpAnswer{200, type_of(asset.name), page, {}};
      });
    } else {
      get("/" + std::string{asset.name}, [asset](const HttpRequest&) {
        return HttpAnswer{200, type_of(asset.name), std::string{asset.content}, {}};
      });
    }
  }
  get("/api/stats", [&state, &facts](const HttpRequest&) {
    return HttpAnswer{200, "application/json", stats_json(state, facts, Clock::now()), {}};
  });
  get("/health", [](const HttpRequest&) { return HttpAnswer{200, kPlainText, "OK\n", {}}; });
  get("/*", [](const HttpRequest&) {
    return HttpAnswer{404, kPlainText, "nothing is here\n", {}};
  });
}

}  // namespace rrlb
