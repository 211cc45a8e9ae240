// The contract between the daemons: what the balancer's /stats says, and what the dashboard reads.
//
// A figure that is not known is absent (null in JSON), never 0.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// The one word that people see for a backend.
enum class Status { unknown, up, down, drain, maint, ejected };
std::string_view to_string(Status status);
inline constexpr std::array kStatuses{Status::unknown, Status::up,    Status::down,
                                      Status::drain,   Status::maint, Status::ejected};

// What the last active check of a backend found.
struct LastProbe {
  std::string time;  // RFC 3339
  bool ok = false;
  std::string detail;  // "200 OK in 3 ms", "no answer within 1 s"

  bool operator==(const LastProbe&) const = default;
};

struct ResponsePercentiles {
  double p50_ms = 0;
  double p90_ms = 0;
  double p99_ms = 0;

  bool operator==(const ResponsePercentiles&) const = default;
};

// How many responses there were of each class: 1xx, 2xx, 3xx, 4xx, 5xx.
using ResponseClasses = std::array<std::uint64_t, 5>;
inline constexpr std::array<const char*, 5> kResponseClasses{"1xx", "2xx", "3xx", "4xx", "5xx"};

// To a backend.
struct ConnectionCounts {
  std::uint64_t opened = 0;
  std::uint64_t reused = 0;  // exchanges that needed no new one
  std::uint64_t open = 0;    // now

  bool operator==(const ConnectionCounts&) const = default;
};

// How real requests have fared with a backend lately.
struct Circuit {
  std::uint64_t consecutive_failures = 0;
  std::optional<double> failure_rate;  // 0 to 1, of the last interval; absent without requests
  std::uint64_t ejections = 0;
  std::optional<std::string> ejected_until;  // RFC 3339

  bool operator==(const Circuit&) const = default;
};

struct BackendSnapshot {
  std::string name;
  std::string url;
  Status status = Status::unknown;
  std::string since;  // RFC 3339: when the status became this
  int weight = 1;
  std::optional<double> effective_weight;  // what of it counts now
  std::string weight_why;                  // why that is less; "" if it is not
  std::uint64_t requests = 0;
  // What a balancer sees that carries requests, and one that redirects does not.
  std::optional<std::uint64_t> in_flight;
  std::optional<ResponseClasses> responses;
  std::optional<std::uint64_t> failures;  // exchanges that the backend failed
  std::optional<std::map<std::string, std::uint64_t>> failures_by_kind;
  std::optional<std::uint64_t> retries;  // requests that another backend had failed
  std::optional<std::uint64_t> bytes_sent;
  std::optional<std::uint64_t> bytes_received;
  std::optional<ConnectionCounts> connections;
  std::optional<ResponsePercentiles> response_ms;
  std::optional<Circuit> circuit;

  std::optional<double> latency_ms;  // of the last probe
  std::optional<double> cpu_percent;
  std::optional<double> ram_mb;
  std::optional<std::uint64_t> uptime_seconds;
  std::optional<LastProbe> last_probe;

  bool operator==(const BackendSnapshot&) const = default;
};

struct BalancerSnapshot {
  std::string version;
  std::uint64_t uptime_seconds = 0;
  std::string mode;
  std::string algorithm;
  std::uint64_t requests = 0;
  std::uint64_t in_flight = 0;
  bool panic = false;  // so few backends are usable that others are used too
  std::optional<double> cpu_percent;
  std::optional<double> ram_mb;

  bool operator==(const BalancerSnapshot&) const = default;
};

struct Snapshot {
  std::string time;  // RFC 3339
  BalancerSnapshot balancer;
  std::vector<BackendSnapshot> backends;

  bool operator==(const Snapshot&) const = default;
};

std::string to_json(const Snapshot& snapshot);

// Unknown members are ignored, so that a newer balancer can be read; a missing or wrongly typed
// member is a problem: `problem` then says which ("backends[2].requests: expected a number"). Only
// what balancers before the mode "proxy" did not say may be missing: responses, failures_by_kind,
// retries, bytes_sent, bytes_received, connections; and what those before ejections did not:
// effective_weight, weight_why, circuit, panic.
struct ParsedSnapshot {
  std::optional<Snapshot> snapshot;
  std::string problem;
};
ParsedSnapshot parse_snapshot(std::string_view json);

// What a backend's /metrics says of itself. A member that is missing or of the wrong type is
// absent; a text that is not a JSON object at all has no value.
struct BackendMetrics {
  std::optional<double> cpu_percent;
  std::optional<double> ram_mb;
  std::optional<std::uint64_t> uptime_seconds;

  bool operator==(const BackendMetrics&) const = default;
};
std::optional<BackendMetrics> parse_backend_metrics(std::string_view json);

}  // namespace rrlb
