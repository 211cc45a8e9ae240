#include "dashboard/view/view_json.h"

#include "common/base/duration.h"
#include "dashboard/view/json_numbers.h"

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json time_or_null(const std::optional<WallTime>& time) {
  return time ? Json(format_rfc3339(*time)) : Json(nullptr);
}

Json summary(const View& view) {
  return {{"up", view.up},
          {"all", view.backends.size()},
          {"requests", view.requests},
          {"requests_per_second", json_number(view.requests_per_second)},
          {"failures_per_second", json_number(view.failures_per_second)},
          {"in_flight", json_or_null(view.in_flight)},
          {"reachable", view.reachable()},
          {"wellness", wellness(view)},
          {"headline", headline(view)},
          {"age_seconds", json_number(view.age_seconds)}};
}

Json balancer(const BalancerView& view) {
  Json json{{"url", view.url},
            {"reachable", view.reachable},
            {"trouble", json_or_null(view.trouble)},
            {"trouble_since", time_or_null(view.trouble_since)},
            {"age_seconds", json_number(view.age_seconds)},
            {"requests_per_second", json_number(view.requests_per_second)}};
  const auto& seen = view.figures;
  json["version"] = seen ? Json(seen->version) : Json(nullptr);
  json["mode"] = seen ? Json(seen->mode) : Json(nullptr);
  json["algorithm"] = seen ? Json(seen->algorithm) : Json(nullptr);
  json["uptime_seconds"] = seen ? Json(seen->uptime_seconds) : Json(nullptr);
  json["requests"] = seen ? Json(seen->requests) : Json(nullptr);
  json["in_flight"] = seen ? Json(seen->in_flight) : Json(nullptr);
  json["panic"] = seen ? Json(seen->panic) : Json(nullptr);
  json["cpu_percent"] = seen ? json_number(seen->cpu_percent) : Json(nullptr);
  json["ram_mb"] = seen ? json_number(seen->ram_mb) : Json(nullptr);
  return json;
}

Json response_times(const std::optional<ResponsePercentiles>& times) {
  if (!times) return nullptr;
  return {{"p50", json_number(times->p50_ms)},
          {"p90", json_number(times->p90_ms)},
          {"p99", json_number(times->p99_ms)}};
}

Json last_probe(const std::optional<LastProbe>& probe) {
  if (!probe) return nullptr;
  return {{"time", probe->time}, {"ok", probe->ok}, {"detail", probe->detail}};
}

Json uptime(const std::optional<std::uint64_t>& seconds) {
  if (!seconds) return nullptr;
  return format_uptime(std::chrono::seconds{static_cast<std::int64_t>(*seconds)});
}

Json seen_by(const std::vector<SeenBy>& balancers) {
  Json all = Json::array();
  for (const SeenBy& one : balancers) {
    all.push_back({{"balancer", one.balancer},
                   {"status", to_string(one.status)},
                   {"requests", one.requests}});
  }
  return all;
}

Json backend(const BackendView& view, bool several_balancers) {
  const BackendSnapshot& figures = view.figures;
  Json json{{"name", figures.name},
            {"url", figures.url},
            {"color_slot", view.color.slot},
            {"pattern", view.color.pattern},
            {"status", to_string(figures.status)},
            {"since", text_or_null(figures.since)},
            {"reason", view.reason},
            {"stale", view.stale},
            {"health_percent", json_number(view.health_percent)},
            {"requests", figures.requests},
            {"requests_per_second", json_number(view.requests_per_second)},
            {"share", json_number(view.share, 6)},
            {"failures", json_or_null(figures.failures)},
            {"failures_per_second", json_number(view.failures_per_second)},
            {"in_flight", json_or_null(figures.in_flight)},
            {"latency_ms", json_number(figures.latency_ms)},
            {"response_ms", response_times(figures.response_ms)},
            {"cpu_percent", json_number(figures.cpu_percent)},
            {"ram_mb", json_number(figures.ram_mb)},
            {"uptime", uptime(figures.uptime_seconds)},
            {"uptime_seconds", json_or_null(figures.uptime_seconds)},
            {"weight", figures.weight},
            {"effective_weight", json_number(figures.effective_weight)},
            {"weight_why", figures.weight_why},
            {"last_probe", last_probe(figures.last_probe)}};
  if (several_balancers) json["by_balancer"] = seen_by(view.seen_by);
  return json;
}

}  // namespace

std::string stats_json(const View& view, const PageFacts& facts, WallTime now) {
  Json balancers = Json::array();
  for (const BalancerView& one : view.balancers) balancers.push_back(balancer(one));
  Json backends = Json::array();
  for (const BackendView& one : view.backends) {
    backends.push_back(backend(one, view.balancers.size() > 1));
  }
  return dump({{"version", 1},
               {"time", format_rfc3339(now)},
               {"time_ms", epoch_ms(now)},
               {"interval_ms", facts.interval.count()},
               {"summary", summary(view)},
               {"balancers", std::move(balancers)},
               {"backends", std::move(backends)},
               {"history",
                {{"state", facts.history},
                 {"why", text_or_null(facts.history_why)},
                 {"since", time_or_null(facts.history_since)}}},
               {"controls", {{"available", facts.controls}}}});
}

}  // namespace rrlb
