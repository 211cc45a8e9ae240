#include "common/contract/admin_api/backends.h"

#include <nlohmann/json.hpp>

#include "common/contract/json.h"
#include "common/contract/snapshot_parts.h"

namespace rrlb::admin_api {
namespace {

using json::Json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json file_json(const std::optional<FileLayer>& file) {
  if (!file) return nullptr;
  return {{"state", file->state}, {"weight", json::or_null(file->weight)}, {"place", file->place}};
}

Json overrides_json(const std::vector<OverrideLayer>& overrides) {
  Json all = Json::array();
  for (const OverrideLayer& one : overrides) {
    all.push_back({{"key", one.key},
                   {"value", std::visit([](const auto& value) { return Json(value); }, one.value)},
                   {"who", one.who},
                   {"when", one.when},
                   {"why", one.why},
                   {"until", text_or_null(one.until)}});
  }
  return all;
}

Json current_json(const CurrentLayer& now) {
  return {{"state", now.state},
          {"weight", json::or_null(now.weight)},
          {"effective_weight", json::rounded(now.effective_weight)},
          {"weight_why", now.weight_why},
          {"in_flight", json::or_null(now.in_flight)},
          {"requests", json::or_null(now.requests)},
          {"share", now.share ? Json(*now.share) : Json(nullptr)}};
}

Json backend_json(const Backend& backend) {
  return {{"name", backend.name},
          {"url", backend.url},
          {"status", backend.status},
          {"since", backend.since},
          {"reason", backend.reason},
          {"file", file_json(backend.file)},
          {"overrides", overrides_json(backend.overrides)},
          {"now", current_json(backend.now)},
          {"circuit", circuit_json(backend.circuit)},
          {"last_probe", last_probe_json(backend.last_probe)},
          {"explain", backend.explain}};
}

std::optional<FileLayer> file_of(const Json& layer) {
  if (!layer.is_object()) return std::nullopt;
  return FileLayer{json::text(layer, "state"), json::count(layer, "weight"),
                   json::text(layer, "place")};
}

OverrideLayer::Value value_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_boolean()) return value.get<bool>();
  return json::to_text(value);
}

OverrideLayer override_of(const Json& layer) {
  return {json::text(layer, "key"), value_of(json::member(layer, "value")),
          json::text(layer, "who"), json::text(layer, "when"),
          json::text(layer, "why"), json::text(layer, "until")};
}

CurrentLayer current_of(const Json& layer) {
  return {json::text(layer, "state"),
          json::count(layer, "weight"),
          json::number(layer, "effective_weight"),
          json::text(layer, "weight_why"),
          json::count(layer, "in_flight"),
          json::count(layer, "requests"),
          json::number(layer, "share")};
}

std::optional<Circuit> circuit_of(const Json& circuit) {
  if (!circuit.is_object()) return std::nullopt;
  return Circuit{json::count(circuit, "consecutive_failures").value_or(0),
                 json::number(circuit, "failure_rate"),
                 json::count(circuit, "ejections").value_or(0),
                 json::optional_text(circuit, "ejected_until")};
}

std::optional<LastProbe> last_probe_of(const Json& probe) {
  if (!probe.is_object()) return std::nullopt;
  return LastProbe{json::text(probe, "time"), json::truth(probe, "ok"),
                   json::text(probe, "detail")};
}

Backend backend_of(const Json& backend) {
  return {json::text(backend, "name"),
          json::text(backend, "url"),
          json::text(backend, "status"),
          json::text(backend, "since"),
          json::text(backend, "reason"),
          file_of(json::member(backend, "file")),
          json::list(backend, "overrides", override_of),
          current_of(json::member(backend, "now")),
          circuit_of(json::member(backend, "circuit")),
          last_probe_of(json::member(backend, "last_probe")),
          json::texts(backend, "explain")};
}

}  // namespace

std::string text_of(const OverrideLayer::Value& value) {
  struct Text {
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(std::uint64_t number) const { return std::to_string(number); }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  };
  return std::visit(Text{}, value);
}

std::string to_json(const Backend& backend) { return json::to_text(backend_json(backend)); }

// One backend at a time: the tree of 10,000 would be many times as large as their text.
std::string to_json(const std::vector<Backend>& backends) {
  std::string text = "{\"backends\":[";
  for (const Backend& backend : backends) {
    if (text.back() != '[') text += ',';
    text += to_json(backend);
  }
  return text + "]}";
}

std::optional<Backend> read_backend(std::string_view text) {
  const auto backend = json::parse_object(text);
  return backend ? std::optional{backend_of(*backend)} : std::nullopt;
}

std::optional<std::vector<Backend>> read_backends(std::string_view text) {
  const auto answer = json::parse_object(text);
  return answer ? std::optional{json::list(*answer, "backends", backend_of)} : std::nullopt;
}

}  // namespace rrlb::admin_api
