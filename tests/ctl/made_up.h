// Answers of a balancer, as tests need them.
#pragma once

#include "ctl/show/stats.h"

namespace rrlb {

// A moment of one morning, in UTC.
inline std::string at(const std::string& clock) { return "2026-11-23T" + clock + "Z"; }

inline BackendStats backend_up(const std::string& name, std::uint64_t requests) {
  BackendStats backend;
  backend.name = name;
  backend.url = "http://" + name + ":8080";
  backend.status = "UP";
  backend.since = at("09:00:00");
  backend.weight = 1;
  backend.effective_weight = 1.0;
  backend.requests = requests;
  backend.in_flight = 3;
  backend.failures = 0;
  backend.p99_ms = 12.34;
  backend.cpu_percent = 4.56;
  return backend;
}

inline Stats stats_of(const std::vector<BackendStats>& backends) {
  Stats stats;
  stats.time = at("10:00:00.000");
  stats.balancer.version = "0.1.0";
  stats.balancer.uptime_seconds = 3'725;
  stats.balancer.mode = "proxy";
  stats.balancer.algorithm = "round_robin";
  stats.balancer.requests = 0;
  for (const auto& backend : backends) *stats.balancer.requests += *backend.requests;
  stats.balancer.in_flight = 6;
  stats.backends = backends;
  return stats;
}

}  // namespace rrlb
