#include "common/config/check.h"

#include <unordered_map>
#include <utility>

#include "common/base/duration.h"
#include "common/base/size.h"

namespace rrlb {
namespace {

// Whether a connection to (ip, port) would reach a socket that listens on `listener`.
bool reaches(const ListenAddress& listener, const std::string& ip, std::uint16_t port) {
  if (listener.port != port || port == 0) return false;
  if (listener.ip == ip) return true;
  const bool ipv6 = ip.find(':') != std::string::npos;
  return listener.any() && listener.ipv6() == ipv6;
}

bool clash(const ListenAddress& a, const ListenAddress& b) {
  return reaches(a, b.ip, b.port) || reaches(b, a.ip, a.port);
}

std::string first_place(const Place& first, const Place& second) {
  const std::string line = "line " + std::to_string(first.line);
  return first.file == second.file ? line : line + " of " + first.file;
}

void check_backends(const Config& config, std::vector<ConfigConflict>& found) {
  std::unordered_map<std::string, const BackendConfig*> names;
  std::unordered_map<std::string, const BackendConfig*> urls;
  for (const BackendConfig& backend : config.backends) {
    const std::string called = "backend \"" + backend.name + "\"";
    const auto complain = [&](std::string what) {
      found.push_back({{}, backend.place, called + std::move(what)});
    };
    const auto [same_name, new_name] = names.emplace(backend.name, &backend);
    const auto [same_url, new_url] = urls.emplace(backend.url.text(), &backend);
    if (!new_name) {
      complain(" is listed twice (first on " +
               first_place(same_name->second->place, backend.place) + ")");
    } else if (!new_url) {
      const BackendConfig& earlier = *same_url->second;
      complain(" has the url of backend \"" + earlier.name + "\": " + backend.url.text() +
               " (first on " + first_place(earlier.place, backend.place) + ")");
    }
    if (is_own_listener(config.balancer, backend.url)) {
      complain(": url " + backend.url.text() +
               " is the balancer's own listener, and a request would go round for ever");
    }
  }
}

void check_listeners(const Config& config, std::vector<ConfigConflict>& found) {
  std::vector<std::pair<KeyId, ListenAddress>> listeners;
  for (const ListenAddress& address : config.balancer.listen) {
    listeners.emplace_back(KeyId{SectionId::balancer, "listen"}, address);
  }
  listeners.emplace_back(KeyId{SectionId::dashboard, "listen"}, config.dashboard.listen);
  for (size_t i = 0; i < listeners.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (!clash(listeners[i].second, listeners[j].second)) continue;
      found.push_back({{listeners[i].first, listeners[j].first},
                       {},
                       to_string(listeners[i].first) + " " + listeners[i].second.text() +
                           " wants the same port as " + to_string(listeners[j].first) + " " +
                           listeners[j].second.text()});
    }
  }
}

ConfigConflict must_be_at_most(const KeyId& key, const std::string& value, const KeyId& other,
                               const std::string& most) {
  return {{key, other},
          {},
          to_string(key) + " must be at most " + to_string(other) + " \"" + most + "\", got \"" +
              value + "\""};
}

}  // namespace

bool is_own_listener(const BalancerConfig& balancer, const Url& url) {
  for (const ListenAddress& listener : balancer.listen) {
    if (url.host == "localhost") {
      if (reaches(listener, "127.0.0.1", url.port) || reaches(listener, "::1", url.port))
        return true;
    } else if (listener.ip == url.host && listener.port == url.port) {
      return true;
    } else if ((url.host.starts_with("127.") || url.host == "::1") &&
               reaches(listener, url.host, url.port)) {
      return true;
    }
  }
  return false;
}

std::vector<ConfigConflict> check_config(const Config& config) {
  std::vector<ConfigConflict> found;
  check_listeners(config, found);
  const HealthConfig& health = config.health;
  if (health.timeout > health.interval) {
    found.push_back(must_be_at_most({SectionId::health, "timeout"}, format_duration(health.timeout),
                                    {SectionId::health, "interval"},
                                    format_duration(health.interval)));
  }
  const OutlierConfig& outlier = config.outlier;
  if (outlier.ejection_time > outlier.max_ejection_time) {
    found.push_back(must_be_at_most(
        {SectionId::outlier, "ejection_time"}, format_duration(outlier.ejection_time),
        {SectionId::outlier, "max_ejection_time"}, format_duration(outlier.max_ejection_time)));
  }
  if (!config.sticky.cookie.empty() && config.sticky.key_file.empty()) {
    found.push_back({{{SectionId::sticky, "cookie"}},
                     {},
                     "sticky.cookie needs sticky.key_file, a file whose content no client knows"});
  }
  const ProxyConfig& proxy = config.proxy;
  if (proxy.max_request_line_bytes > proxy.max_header_bytes) {
    found.push_back(must_be_at_most(
        {SectionId::proxy, "max_request_line_bytes"}, format_size(proxy.max_request_line_bytes),
        {SectionId::proxy, "max_header_bytes"}, format_size(proxy.max_header_bytes)));
  }
  check_backends(config, found);
  return found;
}

}  // namespace rrlb
