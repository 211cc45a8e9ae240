// The whole configuration as plain values, each with its default beside it.
//
// config_keys.cc says how each key is written in a file, config_check.cc which values go together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/address.h"
#include "core/problem.h"
#include "core/time.h"

namespace rrlb {

enum class Mode { redirect, proxy };
enum class HostRule { keep, backend };
enum class Algorithm { round_robin, weighted_round_robin };
enum class LogLevel { debug, info, warning, error };

std::string_view to_string(Mode mode);
std::string_view to_string(Algorithm algorithm);

// [balancer]
struct BalancerConfig {
  std::vector<ListenAddress> listen{{"0.0.0.0", 5000}};
  Mode mode = Mode::redirect;
  Algorithm algorithm = Algorithm::round_robin;
  std::uint64_t workers = 0;          // 0: one a core
  std::uint64_t max_connections = 0;  // clients at once; 0: as many as the descriptors allow
  Milliseconds drain_timeout{30'000};
  std::string stats_path = "/stats";  // "" for none
  std::vector<std::string> cors_origins;
  std::string admin_socket = "/run/rrlb/admin.sock";

  bool operator==(const BalancerConfig&) const = default;
};

// [health]
struct HealthConfig {
  Milliseconds interval{2'000};
  Milliseconds timeout{1'000};
  std::string path = "/health";
  std::string metrics_path = "/metrics";  // "" asks no backend for its figures
  std::uint64_t rise = 2;
  std::uint64_t fall = 3;

  bool operator==(const HealthConfig&) const = default;
};

// [proxy]: what a client may do to us, how requests are carried, and for how long
struct ProxyConfig {
  Milliseconds idle_timeout{60'000};
  Milliseconds header_timeout{10'000};
  std::uint64_t max_request_line_bytes = 8 * 1024;
  std::uint64_t max_header_bytes = 16 * 1024;  // request line and header fields together
  std::uint64_t max_headers = 100;
  std::uint64_t max_body_bytes = 1024 * 1024 * 1024;

  // Of the mode "proxy" alone.
  Milliseconds connect_timeout{2'000};
  Milliseconds response_timeout{30'000};    // until the head, and between two parts of the body
  Milliseconds tunnel_timeout{3'600'000};   // of an upgraded connection in which nothing moves
  Milliseconds queue_timeout{1'000};        // for a place, when every backend is full
  std::uint64_t retries = 2;                // other backends that are tried for one request
  std::uint64_t retry_budget_percent = 20;  // of recent requests
  std::uint64_t max_idle_upstream_connections = 128;  // kept by each worker for each backend
  Milliseconds upstream_idle_timeout{30'000};
  Milliseconds upstream_lifetime{3'600'000};
  HostRule host = HostRule::keep;
  bool via = false;
  std::vector<Network> trusted_proxies;  // whose X-Forwarded-* and Forwarded are believed

  bool operator==(const ProxyConfig&) const = default;
};

// [[backend]]
struct BackendConfig {
  Url url;
  std::string name;  // default: host and port of the url
  std::uint64_t weight = 1;
  std::uint64_t max_connections = 0;  // exchanges at once; 0: no limit
  std::optional<Url> public_url;      // where clients are sent, if not to the url
  std::optional<Url> metrics_url;     // where the figures come from, if not from the url
  Place place;                        // of the table, for complaints

  bool operator==(const BackendConfig&) const = default;
};

// [dashboard]
struct DashboardConfig {
  ListenAddress listen{"127.0.0.1", 8000};
  Url balancer{false, "127.0.0.1", 5000, ""};
  Milliseconds interval{2'000};

  bool operator==(const DashboardConfig&) const = default;
};

// [log]
struct LogConfig {
  LogLevel level = LogLevel::info;
  Milliseconds metrics_interval{30'000};  // 0: no metrics records
  bool access = false;                    // a record of each exchange

  bool operator==(const LogConfig&) const = default;
};

struct Config {
  BalancerConfig balancer;
  HealthConfig health;
  ProxyConfig proxy;
  std::vector<BackendConfig> backends;  // in the order of the files
  DashboardConfig dashboard;
  LogConfig log;

  bool operator==(const Config&) const = default;
};

}  // namespace rrlb
