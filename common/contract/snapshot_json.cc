#include "common/contract/snapshot_json.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/base/duration.h"
#include "common/contract/json.h"
#include "common/contract/json_depth.h"
#include "common/contract/snapshot_parts.h"

namespace rrlb {
namespace {

using Json = nlohmann::json;
using OrderedJson = json::Json;

// Whatever tells figures, what is made of its texts is shown, kept and told again.
constexpr std::size_t kLongestText = 4096;
constexpr std::size_t kLongestName = 64;

constexpr std::array<std::string_view, 6> kStatusWords{"UNKNOWN", "UP",    "DOWN",
                                                       "DRAIN",   "MAINT", "EJECTED"};

OrderedJson uptime_text(std::optional<std::uint64_t> seconds) {
  if (!seconds) return nullptr;
  return format_uptime(std::chrono::seconds{*seconds});
}

OrderedJson failures_json(const std::optional<std::map<std::string, std::uint64_t>>& failures) {
  return failures ? OrderedJson(*failures) : OrderedJson(nullptr);
}

OrderedJson response_json(const std::optional<ResponsePercentiles>& times) {
  if (!times) return nullptr;
  return {{"p50", json::rounded(times->p50_ms)},
          {"p90", json::rounded(times->p90_ms)},
          {"p99", json::rounded(times->p99_ms)}};
}

OrderedJson responses_json(const std::optional<ResponseClasses>& responses) {
  if (!responses) return nullptr;
  OrderedJson json = OrderedJson::object();
  for (std::size_t i = 0; i < responses->size(); ++i) json[kResponseClasses[i]] = (*responses)[i];
  return json;
}

OrderedJson connections_json(const std::optional<ConnectionCounts>& connections) {
  if (!connections) return nullptr;
  return {{"opened", connections->opened},
          {"reused", connections->reused},
          {"open", connections->open}};
}

OrderedJson backend_json(const BackendSnapshot& backend) {
  return {{"name", backend.name},
          {"url", backend.url},
          {"status", to_string(backend.status)},
          {"since", backend.since},
          {"weight", backend.weight},
          {"effective_weight", json::rounded(backend.effective_weight)},
          {"weight_why", backend.weight_why},
          {"requests", backend.requests},
          {"in_flight", json::or_null(backend.in_flight)},
          {"responses", responses_json(backend.responses)},
          {"failures", json::or_null(backend.failures)},
          {"failures_by_kind", failures_json(backend.failures_by_kind)},
          {"retries", json::or_null(backend.retries)},
          {"bytes_sent", json::or_null(backend.bytes_sent)},
          {"bytes_received", json::or_null(backend.bytes_received)},
          {"connections", connections_json(backend.connections)},
          {"latency_ms", json::rounded(backend.latency_ms)},
          {"response_ms", response_json(backend.response_ms)},
          {"circuit", circuit_json(backend.circuit)},
          {"cpu_percent", json::rounded(backend.cpu_percent)},
          {"ram_mb", json::rounded(backend.ram_mb)},
          {"uptime", uptime_text(backend.uptime_seconds)},
          {"uptime_seconds", json::or_null(backend.uptime_seconds)},
          {"last_probe", last_probe_json(backend.last_probe)}};
}

OrderedJson balancer_json(const BalancerSnapshot& balancer) {
  return {{"version", balancer.version},
          {"uptime", uptime_text(balancer.uptime_seconds)},
          {"uptime_seconds", balancer.uptime_seconds},
          {"mode", balancer.mode},
          {"algorithm", balancer.algorithm},
          {"requests", balancer.requests},
          {"in_flight", balancer.in_flight},
          {"panic", balancer.panic},
          {"cpu_percent", json::rounded(balancer.cpu_percent)},
          {"ram_mb", json::rounded(balancer.ram_mb)}};
}

// Reads members of one JSON object, and remembers where it is for the complaint.
class Reader {
 public:
  Reader(const Json& object, std::string where) : object_{object}, where_{std::move(where)} {
    if (!object.is_object()) {
      throw std::invalid_argument(where_.empty() ? "expected an object"
                                                 : where_ + ": expected an object");
    }
  }

  const Json& member(const char* key) const {
    const auto found = object_.find(key);
    if (found == object_.end()) throw std::invalid_argument(path(key) + ": is missing");
    return *found;
  }
  // nullptr if it is missing or null.
  const Json* member_if_known(const char* key) const {
    const auto found = object_.find(key);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }
  std::string path(const std::string& key) const {
    return where_.empty() ? key : where_ + "." + key;
  }

  std::string text(const char* key) const {
    const Json& value = member(key);
    if (!value.is_string()) throw std::invalid_argument(path(key) + ": expected a text");
    std::string text = value.get<std::string>();
    if (text.size() <= kLongestText) return text;
    throw std::invalid_argument(path(key) + ": expected at most 4096 bytes");
  }
  std::uint64_t count(const char* key) const {
    const Json& value = member(key);
    if (!value.is_number_unsigned()) {
      throw std::invalid_argument(path(key) + ": expected a whole number");
    }
    return value.get<std::uint64_t>();
  }
  std::optional<std::uint64_t> optional_count(const char* key) const {
    return member(key).is_null() ? std::nullopt : std::optional{count(key)};
  }
  std::optional<std::uint64_t> count_if_known(const char* key) const {
    return member_if_known(key) == nullptr ? std::nullopt : std::optional{count(key)};
  }
  // Every member, each a count.
  std::map<std::string, std::uint64_t> counts() const {
    std::map<std::string, std::uint64_t> all;
    for (const auto& [key, value] : object_.items()) {
      if (key.size() > kLongestName) {
        throw std::invalid_argument(where_ + ": expected names of at most 64 bytes");
      }
      all[key] = count(key.c_str());
    }
    return all;
  }
  double number(const char* key) const {
    const Json& value = member(key);
    if (!value.is_number()) throw std::invalid_argument(path(key) + ": expected a number");
    return value.get<double>();
  }
  std::optional<double> optional_number(const char* key) const {
    return member(key).is_null() ? std::nullopt : std::optional{number(key)};
  }
  bool truth(const char* key) const {
    const Json& value = member(key);
    if (!value.is_boolean()) throw std::invalid_argument(path(key) + ": expected true or false");
    return value.get<bool>();
  }

 private:
  const Json& object_;
  std::string where_;
};

Status read_status(const Reader& reader) {
  const std::string word = reader.text("status");
  for (size_t i = 0; i < kStatusWords.size(); ++i) {
    if (kStatusWords[i] == word) return static_cast<Status>(i);
  }
  throw std::invalid_argument(reader.path("status") + ": expected a status word");
}

int read_weight(const Reader& reader) {
  constexpr std::uint64_t kMost = 65'535;
  const std::uint64_t weight = reader.count("weight");
  if (weight > kMost)
    throw std::invalid_argument(reader.path("weight") + ": expected at most 65535");
  return static_cast<int>(weight);
}

// What a balancer that carries requests says besides, if it does.
void read_carried(const Reader& reader, BackendSnapshot& backend) {
  if (const Json* responses = reader.member_if_known("responses")) {
    const Reader inner{*responses, reader.path("responses")};
    backend.responses.emplace();
    for (std::size_t i = 0; i < kResponseClasses.size(); ++i) {
      (*backend.responses)[i] = inner.count(kResponseClasses[i]);
    }
  }
  if (const Json* kinds = reader.member_if_known("failures_by_kind")) {
    backend.failures_by_kind = Reader{*kinds, reader.path("failures_by_kind")}.counts();
  }
  backend.retries = reader.count_if_known("retries");
  backend.bytes_sent = reader.count_if_known("bytes_sent");
  backend.bytes_received = reader.count_if_known("bytes_received");
  if (const Json* connections = reader.member_if_known("connections")) {
    const Reader inner{*connections, reader.path("connections")};
    backend.connections =
        ConnectionCounts{inner.count("opened"), inner.count("reused"), inner.count("open")};
  }
}

// What a balancer says besides that ejects and weighs.
void read_judged(const Reader& reader, BackendSnapshot& backend) {
  if (reader.member_if_known("effective_weight") != nullptr) {
    backend.effective_weight = reader.number("effective_weight");
  }
  if (reader.member_if_known("weight_why") != nullptr) {
    backend.weight_why = reader.text("weight_why");
  }
  if (const Json* circuit = reader.member_if_known("circuit")) {
    const Reader inner{*circuit, reader.path("circuit")};
    backend.circuit =
        Circuit{inner.count("consecutive_failures"), inner.optional_number("failure_rate"),
                inner.count("ejections"), std::nullopt};
    if (inner.member_if_known("ejected_until") != nullptr) {
      backend.circuit->ejected_until = inner.text("ejected_until");
    }
  }
}

BackendSnapshot read_backend(const Json& json, const std::string& where) {
  const Reader reader{json, where};
  BackendSnapshot backend;
  backend.name = reader.text("name");
  backend.url = reader.text("url");
  backend.status = read_status(reader);
  backend.since = reader.text("since");
  backend.weight = read_weight(reader);
  backend.requests = reader.count("requests");
  backend.in_flight = reader.optional_count("in_flight");
  backend.failures = reader.optional_count("failures");
  read_carried(reader, backend);
  read_judged(reader, backend);
  backend.latency_ms = reader.optional_number("latency_ms");
  if (const Json& times = reader.member("response_ms"); !times.is_null()) {
    const Reader inner{times, reader.path("response_ms")};
    backend.response_ms =
        ResponsePercentiles{inner.number("p50"), inner.number("p90"), inner.number("p99")};
  }
  backend.cpu_percent = reader.optional_number("cpu_percent");
  backend.ram_mb = reader.optional_number("ram_mb");
  backend.uptime_seconds = reader.optional_count("uptime_seconds");
  if (const Json& probe = reader.member("last_probe"); !probe.is_null()) {
    const Reader inner{probe, reader.path("last_probe")};
    backend.last_probe = LastProbe{inner.text("time"), inner.truth("ok"), inner.text("detail")};
  }
  return backend;
}

Snapshot read_snapshot(const Json& json) {
  const Reader reader{json, ""};
  Snapshot snapshot;
  snapshot.time = reader.text("time");
  const Reader balancer{reader.member("balancer"), "balancer"};
  snapshot.balancer.version = balancer.text("version");
  snapshot.balancer.uptime_seconds = balancer.count("uptime_seconds");
  snapshot.balancer.mode = balancer.text("mode");
  snapshot.balancer.algorithm = balancer.text("algorithm");
  snapshot.balancer.requests = balancer.count("requests");
  snapshot.balancer.in_flight = balancer.count("in_flight");
  if (balancer.member_if_known("panic") != nullptr) {
    snapshot.balancer.panic = balancer.truth("panic");
  }
  snapshot.balancer.cpu_percent = balancer.optional_number("cpu_percent");
  snapshot.balancer.ram_mb = balancer.optional_number("ram_mb");
  const Json& backends = reader.member("backends");
  if (!backends.is_array()) throw std::invalid_argument("backends: expected a list");
  for (size_t i = 0; i < backends.size(); ++i) {
    snapshot.backends.push_back(read_backend(backends[i], "backends[" + std::to_string(i) + "]"));
  }
  return snapshot;
}

}  // namespace

std::string_view to_string(Status status) { return kStatusWords[static_cast<size_t>(status)]; }

// One backend at a time: the tree of 10,000 would be many times as large as their text. Bytes that
// are not UTF-8 (a detail may quote what a backend sent) are replaced, never thrown at.
std::string to_json(const Snapshot& snapshot) {
  std::string text =
      json::to_text({{"time", snapshot.time}, {"balancer", balancer_json(snapshot.balancer)}});
  text.back() = ',';
  text += "\"backends\":[";
  for (const BackendSnapshot& backend : snapshot.backends) {
    if (text.back() != '[') text += ',';
    text += json::to_text(backend_json(backend));
  }
  return text + "]}";
}

ParsedSnapshot parse_snapshot(std::string_view text) {
  if (nested_too_deep(text)) return {std::nullopt, "nested too deeply"};
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return {std::nullopt, "not JSON"};
  try {
    return {read_snapshot(json), {}};
  } catch (const std::invalid_argument& complaint) {
    return {std::nullopt, complaint.what()};
  }
}

std::optional<BackendMetrics> parse_backend_metrics(std::string_view text) {
  if (nested_too_deep(text)) return std::nullopt;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto number = [&json](const char* key) -> std::optional<double> {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number()) return std::nullopt;
    const double value = found->get<double>();
    return std::isfinite(value) && value >= 0 ? std::optional{value} : std::nullopt;
  };
  BackendMetrics metrics{number("cpu_percent"), number("ram_mb"), std::nullopt};
  if (const auto uptime = number("uptime_seconds"); uptime && *uptime < 1e15) {
    metrics.uptime_seconds = static_cast<std::uint64_t>(*uptime);
  }
  return metrics;
}

}  // namespace rrlb
