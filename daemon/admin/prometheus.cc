#include "admin/prometheus.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <optional>

namespace rrlb {
namespace {

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.15g", value);
  return text.data();
}

// A label's value: the format's three escapes.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || c == '"') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result;
}

void head(std::string& out, const std::string& name, const char* type, const char* help) {
  out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

void single(std::string& out, const std::string& name, const char* type, const char* help,
            std::optional<double> value) {
  head(out, name, type, help);
  if (value) out += name + " " + number(*value) + "\n";
}

// One sample of a backend; `more` are further labels: ",code=\"2xx\"".
void write_sample(std::string& out, const std::string& name, const BackendSnapshot& backend,
                  const std::string& more, double value) {
  out += name + "{backend=\"" + escaped(backend.name) + "\"" + more + "} " + number(value) + "\n";
}

using Figure = std::function<std::optional<double>(const BackendSnapshot&)>;

void for_each_backend(std::string& out, const Snapshot& snapshot, const std::string& name,
                      const char* type, const char* help, const Figure& figure) {
  head(out, name, type, help);
  for (const BackendSnapshot& backend : snapshot.backends) {
    if (const auto value = figure(backend)) write_sample(out, name, backend, "", *value);
  }
}

template <typename Number>
std::optional<double> scaled(const std::optional<Number>& value, double factor = 1.0) {
  return value ? std::optional{static_cast<double>(*value) * factor} : std::nullopt;
}

std::optional<double> connections(const BackendSnapshot& backend,
                                  std::uint64_t ConnectionCounts::*member) {
  if (!backend.connections) return std::nullopt;
  return static_cast<double>((*backend.connections).*member);
}

void balancer_figures(std::string& out, const Snapshot& snapshot, const WorkerTotals& totals) {
  const BalancerSnapshot& balancer = snapshot.balancer;
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  head(out, "rrlb_build_info", "gauge", "The version that runs; always 1.");
  out += "rrlb_build_info{version=\"" + escaped(balancer.version) + "\"} 1\n";
  single(out, "rrlb_uptime_seconds", "gauge", "Time since the balancer started.",
         count(balancer.uptime_seconds));
  single(out, "rrlb_requests_total", "counter",
         "Requests redirected, carried, or answered with a 503.", count(totals.requests));
  single(out, "rrlb_requests_unserved_total", "counter",
         "Requests answered 503 because no backend was eligible.", count(totals.unserved));
  single(out, "rrlb_requests_refused_total", "counter",
         "Requests refused: malformed, too large or too slow.", count(totals.refused));
  single(out, "rrlb_requests_in_flight", "gauge",
         "Requests carried now, and answers that are not sent whole yet.", count(totals.in_flight));
  single(out, "rrlb_connections_total", "counter", "Client connections accepted.",
         count(totals.connections));
  single(out, "rrlb_connections", "gauge", "Clients connected now.", count(totals.clients));
  single(out, "rrlb_access_records_dropped_total", "counter",
         "Access records that could not be written fast enough.", count(totals.access_dropped));
  single(out, "rrlb_panic", "gauge",
         "1 while so few backends are usable that others are used too, else 0.",
         balancer.panic ? 1.0 : 0.0);
  single(out, "rrlb_cpu_percent", "gauge", "Share of one core that the balancer uses.",
         balancer.cpu_percent);
  single(out, "rrlb_ram_bytes", "gauge", "Resident memory of the balancer.",
         scaled(balancer.ram_mb, 1024.0 * 1024.0));
}

void responses(std::string& out, const Snapshot& snapshot) {
  const std::string name = "rrlb_backend_responses_total";
  head(out, name, "counter", "Responses of the backend by class of status.");
  for (const BackendSnapshot& backend : snapshot.backends) {
    if (!backend.responses) continue;
    for (std::size_t i = 0; i < kResponseClasses.size(); ++i) {
      write_sample(out, name, backend, ",code=\"" + std::string{kResponseClasses[i]} + "\"",
                   static_cast<double>((*backend.responses)[i]));
    }
  }
}

void failures_by_kind(std::string& out, const Snapshot& snapshot) {
  const std::string name = "rrlb_backend_failures_by_kind_total";
  head(out, name, "counter", "Exchanges that the backend failed, by how.");
  for (const BackendSnapshot& backend : snapshot.backends) {
    if (!backend.failures_by_kind) continue;
    for (const auto& [kind, count] : *backend.failures_by_kind) {
      write_sample(out, name, backend, ",kind=\"" + escaped(kind) + "\"",
                   static_cast<double>(count));
    }
  }
}

void response_times_of(std::string& out, const std::string& name, const BackendSnapshot& backend,
                       const ResponseTimesReading& times) {
  const auto& bounds = ResponseTimesReading::kBounds;
  for (std::size_t i = 0; i < times.cumulative.size(); ++i) {
    const std::string bound = i < bounds.size() ? number(bounds[i] / 1e6) : "+Inf";
    write_sample(out, name + "_bucket", backend, ",le=\"" + bound + "\"",
                 static_cast<double>(times.cumulative[i]));
  }
  write_sample(out, name + "_sum", backend, "", static_cast<double>(times.sum.count()) / 1e6);
  write_sample(out, name + "_count", backend, "", static_cast<double>(times.cumulative.back()));
}

void response_times(std::string& out, const Snapshot& snapshot,
                    const std::vector<ResponseTimesReading>& times) {
  const std::string name = "rrlb_backend_response_seconds";
  head(out, name, "histogram", "Time from sending a request until the head of its response.");
  for (std::size_t i = 0; i < std::min(times.size(), snapshot.backends.size()); ++i) {
    response_times_of(out, name, snapshot.backends[i], times[i]);
  }
}

// What a balancer sees that carries requests.
void carried_figures(std::string& out, const Snapshot& snapshot,
                     const std::vector<ResponseTimesReading>& times) {
  for_each_backend(out, snapshot, "rrlb_backend_in_flight", "gauge",
                   "Exchanges with the backend under way.",
                   [](const auto& b) { return scaled(b.in_flight); });
  responses(out, snapshot);
  for_each_backend(out, snapshot, "rrlb_backend_failures_total", "counter",
                   "Exchanges that the backend failed.",
                   [](const auto& b) { return scaled(b.failures); });
  failures_by_kind(out, snapshot);
  for_each_backend(out, snapshot, "rrlb_backend_retries_total", "counter",
                   "Requests that another backend had failed.",
                   [](const auto& b) { return scaled(b.retries); });
  for_each_backend(out, snapshot, "rrlb_backend_sent_bytes_total", "counter",
                   "Bytes sent to the backend.",
                   [](const auto& b) { return scaled(b.bytes_sent); });
  for_each_backend(out, snapshot, "rrlb_backend_received_bytes_total", "counter",
                   "Bytes received from the backend.",
                   [](const auto& b) { return scaled(b.bytes_received); });
  for_each_backend(out, snapshot, "rrlb_backend_connections_opened_total", "counter",
                   "Connections made to the backend.",
                   [](const auto& b) { return connections(b, &ConnectionCounts::opened); });
  for_each_backend(out, snapshot, "rrlb_backend_connections_reused_total", "counter",
                   "Exchanges that needed no new connection to the backend.",
                   [](const auto& b) { return connections(b, &ConnectionCounts::reused); });
  for_each_backend(out, snapshot, "rrlb_backend_connections", "gauge",
                   "Connections to the backend now.",
                   [](const auto& b) { return connections(b, &ConnectionCounts::open); });
  response_times(out, snapshot, times);
}

}  // namespace

std::string prometheus_text(const Snapshot& snapshot, const WorkerTotals& totals,
                            const std::vector<ResponseTimesReading>& times) {
  std::string out;
  balancer_figures(out, snapshot, totals);
  for_each_backend(out, snapshot, "rrlb_backend_up", "gauge",
                   "1 if the backend receives new requests, else 0.",
                   [](const auto& b) { return b.status == Status::up ? 1.0 : 0.0; });
  for_each_backend(out, snapshot, "rrlb_backend_weight", "gauge", "The configured weight.",
                   [](const auto& b) { return static_cast<double>(b.weight); });
  for_each_backend(out, snapshot, "rrlb_backend_effective_weight", "gauge",
                   "What of the weight counts now: slow start and load feedback take from it.",
                   [](const auto& b) { return b.effective_weight; });
  for_each_backend(out, snapshot, "rrlb_backend_ejections_total", "counter",
                   "Times that the backend was ejected for failing requests.",
                   [](const auto& b) -> std::optional<double> {
                     if (!b.circuit) return std::nullopt;
                     return static_cast<double>(b.circuit->ejections);
                   });
  for_each_backend(out, snapshot, "rrlb_backend_requests_total", "counter",
                   "Requests that were given to the backend.",
                   [](const auto& b) { return static_cast<double>(b.requests); });
  carried_figures(out, snapshot, times);
  for_each_backend(out, snapshot, "rrlb_backend_probe_latency_seconds", "gauge",
                   "How long the last probe took.",
                   [](const auto& b) { return scaled(b.latency_ms, 0.001); });
  for_each_backend(out, snapshot, "rrlb_backend_cpu_percent", "gauge",
                   "Share of one core that the backend says it uses.",
                   [](const auto& b) { return b.cpu_percent; });
  for_each_backend(out, snapshot, "rrlb_backend_ram_bytes", "gauge",
                   "Resident memory that the backend says it uses.",
                   [](const auto& b) { return scaled(b.ram_mb, 1024.0 * 1024.0); });
  for_each_backend(out, snapshot, "rrlb_backend_uptime_seconds", "gauge",
                   "Time since the backend says it started.",
                   [](const auto& b) { return scaled(b.uptime_seconds); });
  return out;
}

}  // namespace rrlb
