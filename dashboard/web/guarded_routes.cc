#include "dashboard/web/guarded_routes.h"

#include "dashboard/web/api_error.h"
#include "dashboard/web/gzip.h"

namespace rrlb {
namespace {

constexpr std::string_view kApi = "/api/";
constexpr std::string_view kVersioned = "/api/v1/";
constexpr std::size_t kWorthCompressing = 1024;

bool has(const HttpAnswer& answer, std::string_view name) {
  for (const auto& [field, value] : answer.fields) {
    if (field == name) return true;
  }
  return false;
}

void compress(const HttpRequest& request, HttpAnswer& answer) {
  const bool worth = answer.body.size() >= kWorthCompressing && !answer.stream;
  if (!worth || has(answer, "Content-Encoding")) return;
  if (!has(answer, "Vary")) answer.fields.emplace_back("Vary", "Accept-Encoding");
  if (!accepts_gzip(request.field("Accept-Encoding"))) return;
  answer.body = gzip(answer.body);
  answer.fields.emplace_back("Content-Encoding", "gzip");
}

// Adds fields that allow the page to load only files of this daemon, and forbid framing it.
HttpAnswer guarded(const HttpRequest& request, HttpAnswer answer) {
  compress(request, answer);
  answer.fields.emplace_back(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
      "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  answer.fields.emplace_back("X-Content-Type-Options", "nosniff");
  answer.fields.emplace_back("Referrer-Policy", "no-referrer");
  if (!has(answer, "Cache-Control")) answer.fields.emplace_back("Cache-Control", "no-store");
  return answer;
}

HttpAnswer misdirected(const HttpRequest& request, const std::string& called) {
  const std::string why = "unknown Host, expected an IP address, localhost or " + called;
  const std::string hint = "add the name to [dashboard] hosts";
  const bool reads = request.method == "GET" || request.method == "HEAD";
  // A refused change gets 403 (RFC 9110 15.5.4), anything else 421 (RFC 9110 15.5.20).
  if (!reads) return api_error(403, "foreign_host", why, hint);
  if (request.path.starts_with(kApi)) return api_error(421, "foreign_host", why, hint);
  return {421, "text/plain; charset=utf-8", why + " (" + hint + ")\n", {}};
}

// Errors under /api are JSON.
HttpAnswer refusal(const HttpRequest& request, HttpAnswer plain) {
  if (!request.path.starts_with(kApi)) return plain;
  const std::string what = plain.body.substr(0, plain.body.find('\n'));
  HttpAnswer json =
      api_error(plain.status, plain.status == 405 ? "not_allowed" : "not_found", what);
  json.fields = std::move(plain.fields);
  return json;
}

}  // namespace

void GuardedRoutes::guard_refusals() {
  server_.refuse_with([*this](const HttpRequest& request, HttpAnswer plain) {
    const bool known = host_allowed_(request.field("Host"));
    return guarded(request,
                   known ? refusal(request, std::move(plain)) : misdirected(request, called_));
  });
}

void GuardedRoutes::add(const std::string& method, const std::string& path, Handler handler) {
  add_later(
      method, path,
      [handler = std::move(handler)](const HttpRequest& request, const HttpServer::Reply& reply) {
        reply(handler(request));
      });
}

void GuardedRoutes::add_later(const std::string& method, const std::string& path,
                              LaterHandler handler) {
  const auto guard = [*this, handler = std::move(handler)](const HttpRequest& request,
                                                           const HttpServer::Reply& reply) {
    const auto guarded_reply = [request, reply](const HttpAnswer& answer) {
      reply(guarded(request, answer));
    };
    if (!host_allowed_(request.field("Host"))) {
      return guarded_reply(misdirected(request, called_));
    }
    handler(request, guarded_reply);
  };
  server_.route_later(method, path, guard);
  if (!path.starts_with(kApi)) return;
  server_.route_later(method, std::string{kVersioned} + path.substr(kApi.size()),
                      [guard](const HttpRequest& request, const HttpServer::Reply& reply) {
                        HttpRequest plain = request;
                        plain.path = std::string{kApi} + request.path.substr(kVersioned.size());
                        guard(plain, reply);
                      });
}

}  // namespace rrlb
