// The whole configuration as plain values, each with its default beside it.
//
// config_keys.cc says how each key is written in a file, config_check.cc which values go together.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/listen_address.h"
#include "common/base/network.h"
#include "common/base/url.h"
#include "common/config/log_level.h"
#include "common/config/problem.h"

namespace rrlb {

using Milliseconds = std::chrono::milliseconds;  // as in common/base/duration.h

enum class Mode { redirect, proxy };
enum class HostRule { keep, backend };
enum class Algorithm {
  round_robin,
  weighted_round_robin,
  least_connections,
  power_of_two,
  consistent_hash
};
enum class LoadFeedback { off, cpu };
// What the operator wants of a backend: requests; none, while those under way end; nothing at all.
enum class Wanted { enabled, draining, disabled };

std::string_view to_string(Mode mode);
std::string_view to_string(Algorithm algorithm);
std::string_view to_string(Wanted wanted);

// What a consistent hash is of.
struct HashOn {
  enum class What { client_address, path, header, cookie };
  What what = What::client_address;
  std::string name;  // of the header field, in lower case, or of the cookie; else ""

  bool operator==(const HashOn&) const = default;
};

// [balancer]
struct BalancerConfig {
  std::vector<ListenAddress> listen{{"0.0.0.0", 5000}};
  Mode mode = Mode::redirect;
  Algorithm algorithm = Algorithm::round_robin;
  HashOn hash_on;                           // of a consistent hash
  std::uint64_t hash_balance_factor = 125;  // percent of the mean load; 0: no bound
  LoadFeedback load_feedback = LoadFeedback::off;
  std::uint64_t workers = 0;          // 0: one a core
  std::uint64_t max_connections = 0;  // clients at once; 0: as many as the descriptors allow
  Milliseconds drain_timeout{30'000};
  std::string stats_path = "/stats";  // "" for none
  std::vector<std::string> cors_origins;
  std::string admin_socket = "/run/rrlb/admin.sock";
  std::string state_file = "/var/lib/rrlb/overrides.json";  // "": overrides end with the process

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
  Milliseconds slow_start{10'000};             // of a backend that returns; 0: all at once
  std::uint64_t panic_threshold_percent = 50;  // of the pool; 0: never

  bool operator==(const HealthConfig&) const = default;
};

// [outlier]: who fails real requests is left out for a while
struct OutlierConfig {
  std::uint64_t consecutive_failures = 5;   // 0: does not count
  std::uint64_t failure_rate_percent = 30;  // above the rest of the pool's; 0: does not count
  std::uint64_t minimum_requests = 20;      // in an interval, before a rate means anything
  Milliseconds interval{10'000};
  Milliseconds ejection_time{10'000};  // the first; each further one is longer by as much
  Milliseconds max_ejection_time{300'000};
  std::uint64_t max_ejected_percent = 50;  // of the pool

  bool operator==(const OutlierConfig&) const = default;
};

// [sticky]: a cookie keeps a client with its backend
struct StickyConfig {
  std::string cookie;       // "": no stickiness
  std::string key_file;     // whose content no client may know; the same on every balancer
  Milliseconds max_age{0};  // 0: until the browser ends
  bool secure = false;      // the cookie is sent over TLS alone

  bool operator==(const StickyConfig&) const = default;
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
  Wanted state = Wanted::enabled;
  std::optional<Url> public_url;   // where clients are sent, if not to the url
  std::optional<Url> metrics_url;  // where the figures come from, if not from the url
  Place place;                     // of the table, for complaints

  bool operator==(const BackendConfig&) const = default;
};

// [dashboard]
struct DashboardConfig {
  ListenAddress listen{"127.0.0.1", 8000};
  std::vector<Url> balancers{{false, "127.0.0.1", 5000, ""}};
  Milliseconds interval{2'000};
  std::string history = "/var/lib/rrlb/history.db";        // "": the past is not kept
  std::uint64_t history_max_size = 1024ULL * 1024 * 1024;  // bytes on disk
  std::string password_file;                  // "": a credential of systemd's, or no controls
  Milliseconds session_lifetime{43'200'000};  // how long a log-in lasts
  bool read_only_open = false;                // others than this machine may read, without controls
  std::vector<std::string> hosts;             // further names that browsers may call it by

  bool operator==(const DashboardConfig&) const = default;
};

// [log]
struct LogConfig {
  LogLevel level = LogLevel::info;
  Milliseconds metrics_interval{30'000};  // 0: no metrics records
  bool access = false;                    // a record of each exchange

  bool operator==(const LogConfig&) const = default;
};

// [alerts]: who is told of changes
struct AlertsConfig {
  std::string exec;              // a program, called for each alert; "": none
  std::optional<Url> webhook;    // where each alert is posted to
  std::string webhook_key_file;  // what the posts are signed with; "": they are not
  Milliseconds debounce{5'000};  // a change that is undone within it is not told
  Milliseconds timeout{10'000};  // of a call or a post

  bool operator==(const AlertsConfig&) const = default;
};

struct Config {
  BalancerConfig balancer;
  HealthConfig health;
  OutlierConfig outlier;
  StickyConfig sticky;
  ProxyConfig proxy;
  std::vector<BackendConfig> backends;  // in the order of the files
  DashboardConfig dashboard;
  LogConfig log;
  AlertsConfig alerts;

  bool operator==(const Config&) const = default;
};

}  // namespace rrlb
