// GET /stats, as rrlbctl shows it.
//
// The balancer may be older or newer than this program: a member that is not known is ignored, and
// one that is missing or of another type is as if nothing were known of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

struct BalancerStats {
  std::string version;
  std::optional<std::uint64_t> uptime_seconds;
  std::string mode;
  std::string algorithm;
  std::optional<std::uint64_t> requests;
  std::optional<std::uint64_t> in_flight;
  std::optional<double> cpu_percent;
  std::optional<double> ram_mb;
  bool panic = false;
};

struct BackendStats {
  std::string name;
  std::string url;
  std::string status;
  std::string since;
  std::optional<std::uint64_t> weight;
  std::optional<double> effective_weight;
  std::string weight_why;
  std::optional<std::uint64_t> requests;
  std::optional<std::uint64_t> in_flight;
  std::optional<std::uint64_t> failures;
  std::optional<double> p99_ms;
  std::optional<double> cpu_percent;
  std::string probe_failure;  // what the last probe found, if it failed
};

struct Stats {
  std::string time;
  BalancerStats balancer;
  std::vector<BackendStats> backends;
};

// Nothing if it is no JSON object.
std::optional<Stats> read_stats(std::string_view text);

}  // namespace rrlb
