#include "ctl/show/stats.h"

#include <nlohmann/json.hpp>

#include "common/contract/json.h"

namespace rrlb {
namespace {

using json::Json;

BalancerStats balancer_of(const Json& balancer) {
  return {json::text(balancer, "version"),       json::count(balancer, "uptime_seconds"),
          json::text(balancer, "mode"),          json::text(balancer, "algorithm"),
          json::count(balancer, "requests"),     json::count(balancer, "in_flight"),
          json::number(balancer, "cpu_percent"), json::number(balancer, "ram_mb"),
          json::truth(balancer, "panic")};
}

BackendStats backend_of(const Json& backend) {
  BackendStats stats;
  stats.name = json::text(backend, "name");
  stats.url = json::text(backend, "url");
  stats.status = json::text(backend, "status");
  stats.since = json::text(backend, "since");
  stats.weight = json::count(backend, "weight");
  stats.effective_weight = json::number(backend, "effective_weight");
  stats.weight_why = json::text(backend, "weight_why");
  stats.requests = json::count(backend, "requests");
  stats.in_flight = json::count(backend, "in_flight");
  stats.failures = json::count(backend, "failures");
  stats.p99_ms = json::number(json::member(backend, "response_ms"), "p99");
  stats.cpu_percent = json::number(backend, "cpu_percent");
  const Json& probe = json::member(backend, "last_probe");
  if (!json::truth(probe, "ok")) stats.probe_failure = json::text(probe, "detail");
  return stats;
}

}  // namespace

std::optional<Stats> read_stats(std::string_view text) {
  const auto answer = json::parse_object(text);
  if (!answer) return std::nullopt;
  return Stats{json::text(*answer, "time"), balancer_of(json::member(*answer, "balancer")),
               json::list(*answer, "backends", backend_of)};
}

}  // namespace rrlb
