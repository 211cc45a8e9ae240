#include "ctl/api.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "common/contract/json_depth.h"

namespace rrlb::api {
namespace {

using Json = nlohmann::ordered_json;

const Json& nothing() {
  static const Json null;
  return null;
}

const Json& member(const Json& object, const char* key) {
  if (!object.is_object()) return nothing();
  const auto found = object.find(key);
  return found == object.end() ? nothing() : *found;
}

std::string text(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : "";
}

std::optional<double> number(const Json& object, const char* key) {
  const Json& value = member(object, key);
  if (!value.is_number()) return std::nullopt;
  const double figure = value.get<double>();
  return std::isfinite(figure) ? std::optional{figure} : std::nullopt;
}

std::optional<std::uint64_t> count(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_number_unsigned() ? std::optional{value.get<std::uint64_t>()} : std::nullopt;
}

bool truth(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

// Of a list, what `read` makes of each member; none if it is no list.
template <typename Read>
auto list(const Json& object, const char* key, Read read) {
  std::vector<decltype(read(object))> all;
  const Json& value = member(object, key);
  if (!value.is_array()) return all;
  for (const Json& one : value) all.push_back(read(one));
  return all;
}

std::vector<std::string> texts(const Json& object, const char* key) {
  return list(object, key,
              [](const Json& one) { return one.is_string() ? one.get<std::string>() : ""; });
}

std::optional<Json> parse(std::string_view json) {
  if (nested_too_deep(json)) return std::nullopt;
  Json parsed = Json::parse(json, nullptr, false);
  return parsed.is_object() ? std::optional{std::move(parsed)} : std::nullopt;
}

Balancer balancer_of(const Json& json) {
  return {text(json, "version"),       count(json, "uptime_seconds"), text(json, "mode"),
          text(json, "algorithm"),     count(json, "requests"),       count(json, "in_flight"),
          number(json, "cpu_percent"), number(json, "ram_mb"),        truth(json, "panic")};
}

BackendStats backend_stats_of(const Json& json) {
  BackendStats stats;
  stats.name = text(json, "name");
  stats.url = text(json, "url");
  stats.status = text(json, "status");
  stats.since = text(json, "since");
  stats.weight = count(json, "weight");
  stats.effective_weight = number(json, "effective_weight");
  stats.weight_why = text(json, "weight_why");
  stats.requests = count(json, "requests");
  stats.in_flight = count(json, "in_flight");
  stats.failures = count(json, "failures");
  stats.p99_ms = number(member(json, "response_ms"), "p99");
  stats.cpu_percent = number(json, "cpu_percent");
  const Json& probe = member(json, "last_probe");
  if (!truth(probe, "ok")) stats.probe_failure = text(probe, "detail");
  return stats;
}

Override override_of(const Json& json) {
  const Json& value = member(json, "value");
  return {
      text(json, "key"), value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', true),
      text(json, "who"), text(json, "when"),
      text(json, "why"), text(json, "until")};
}

NowLayer now_of(const Json& json) {
  return {text(json, "state"),      count(json, "weight"),    number(json, "effective_weight"),
          text(json, "weight_why"), count(json, "in_flight"), count(json, "requests"),
          number(json, "share")};
}

Backend backend_of(const Json& json) {
  Backend backend;
  backend.name = text(json, "name");
  backend.url = text(json, "url");
  backend.status = text(json, "status");
  backend.since = text(json, "since");
  backend.reason = text(json, "reason");
  if (const Json& file = member(json, "file"); file.is_object()) {
    backend.file = FileLayer{text(file, "state"), count(file, "weight"), text(file, "place")};
  }
  backend.overrides = list(json, "overrides", override_of);
  backend.now = now_of(member(json, "now"));
  const Json& circuit = member(json, "circuit");
  backend.circuit = {count(circuit, "consecutive_failures"), number(circuit, "failure_rate"),
                     count(circuit, "ejections"), text(circuit, "ejected_until")};
  backend.last_probe = text(member(json, "last_probe"), "detail");
  backend.explain = texts(json, "explain");
  return backend;
}

}  // namespace

std::optional<Stats> read_stats(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  if (!parsed) return std::nullopt;
  return Stats{text(*parsed, "time"), balancer_of(member(*parsed, "balancer")),
               list(*parsed, "backends", backend_stats_of)};
}

std::optional<std::vector<Backend>> read_backends(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  if (!parsed) return std::nullopt;
  return list(*parsed, "backends", backend_of);
}

std::optional<Backend> read_backend(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  if (!parsed) return std::nullopt;
  return backend_of(*parsed);
}

std::optional<Reload> read_reload(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  if (!parsed) return std::nullopt;
  return Reload{count(*parsed, "backends"), count(*parsed, "before"), texts(*parsed, "changes"),
                texts(*parsed, "cuts"), texts(*parsed, "notes")};
}

std::optional<Keys> read_keys(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  if (!parsed) return std::nullopt;
  return Keys{
      text(*parsed, "file"), list(*parsed, "keys", [](const Json& key) {
        return Key{text(key, "section"), text(key, "key"), text(key, "value"), text(key, "from")};
      })};
}

std::optional<Events> read_events(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  if (!parsed) return std::nullopt;
  return Events{count(*parsed, "newest").value_or(0), list(*parsed, "events", [](const Json& one) {
                  return Event{count(one, "number").value_or(0),
                               text(one, "time"),
                               text(one, "level"),
                               text(one, "kind"),
                               text(one, "backend"),
                               text(one, "message")};
                })};
}

std::optional<std::vector<AlertResult>> read_alert_results(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  if (!parsed) return std::nullopt;
  return list(*parsed, "results", [](const Json& one) {
    return AlertResult{text(one, "target"), truth(one, "ok"), text(one, "detail")};
  });
}

std::optional<Refusal> read_refusal(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  if (!parsed) return std::nullopt;
  return Refusal{text(*parsed, "problem"), texts(*parsed, "problems")};
}

std::optional<std::string> indented(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  return parsed ? std::optional{parsed->dump(2, ' ', true)} : std::nullopt;
}

std::optional<std::string> in_one_line(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  return parsed ? std::optional{parsed->dump(-1, ' ', true)} : std::nullopt;
}

std::vector<std::string> event_lines(std::string_view json) {
  const std::optional<Json> parsed = parse(json);
  if (!parsed) return {};
  return list(*parsed, "events", [](const Json& one) { return one.dump(-1, ' ', true); });
}

std::string with_last_events(std::string_view json, std::size_t most) {
  std::optional<Json> parsed = parse(json);
  if (!parsed) return "";
  if (!member(*parsed, "events").is_array()) return parsed->dump();
  if (Json& events = (*parsed)["events"]; events.size() > most) {
    events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(most));
  }
  return parsed->dump();
}

}  // namespace rrlb::api
