#include "dashboard/session/write_guard.h"

#include <strings.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "dashboard/web/api_error.h"

namespace rrlb {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// The header field's value; nothing if the field is missing or appears more than once.
std::optional<std::string> only(const HttpRequest& request, const char* name) {
  std::optional<std::string> value;
  for (const auto& [field, text] : request.fields) {
    if (::strcasecmp(field.c_str(), name) != 0) continue;
    if (value) return std::nullopt;
    value = text;
  }
  return value;
}

bool has(const HttpRequest& request, const char* name) {
  return std::any_of(request.fields.begin(), request.fields.end(), [name](const auto& field) {
    return ::strcasecmp(field.first.c_str(), name) == 0;
  });
}

// Removes the default port, which a Host field may have, but an Origin of a browser does not.
std::string without_port(std::string authority, std::string_view default_port) {
  if (authority.ends_with(default_port)) {
    authority.resize(authority.size() - default_port.size());
  }
  return authority;
}

bool is_own_origin(const HttpRequest& request) {
  const auto origin = only(request, "Origin");
  const auto host = only(request, "Host");
  if (!origin || !host || host->empty()) return false;
  const std::string from = lower(*origin);
  for (const auto& [scheme, port] : {std::pair{kHttp, ":80"}, std::pair{kHttps, ":443"}}) {
    if (!from.starts_with(scheme)) continue;
    return without_port(from.substr(scheme.size()), port) == without_port(lower(*host), port);
  }
  return false;
}

bool is_json(const HttpRequest& request) {
  const std::string type = lower(only(request, "Content-Type").value_or(""));
  const std::size_t end = type.find_first_of("; \t");
  return type.substr(0, end) == "application/json";
}

bool from_another_site(const HttpRequest& request) {
  return has(request, "Sec-Fetch-Site") && only(request, "Sec-Fetch-Site") != "same-origin";
}

HttpAnswer cross_site(const std::string& message) {
  return api_error(403, "cross_site", message,
                   "changes are accepted from this dashboard's own page only; scripts can use "
                   "rrlbctl");
}

}  // namespace

std::optional<HttpAnswer> refused_write(const HttpRequest& request) {
  if (!has(request, "Origin")) return cross_site("the request has no Origin");
  if (!is_own_origin(request)) return cross_site("the Origin of the request is not its Host");
  if (from_another_site(request)) return cross_site("Sec-Fetch-Site is not \"same-origin\"");
  if (!is_json(request)) {
    return api_error(403, "not_json", "the Content-Type must be application/json");
  }
  return std::nullopt;
}

bool asked_over_tls(const HttpRequest& request) {
  return lower(request.field("Origin")).starts_with(kHttps);
}

}  // namespace rrlb
