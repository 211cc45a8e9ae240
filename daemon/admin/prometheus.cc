#include "admin/prometheus.h"

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

using Figure = std::function<std::optional<double>(const BackendSnapshot&)>;

void for_each_backend(std::string& out, const Snapshot& snapshot, const std::string& name,
                      const char* type, const char* help, const Figure& figure) {
  head(out, name, type, help);
  for (const BackendSnapshot& backend : snapshot.backends) {
    const auto value = figure(backend);
    if (!value) continue;
    out += name + "{backend=\"" + escaped(backend.name) + "\"} " + number(*value) + "\n";
  }
}

template <typename Number>
std::optional<double> scaled(const std::optional<Number>& value, double factor = 1.0) {
  return value ? std::optional{static_cast<double>(*value) * factor} : std::nullopt;
}

void balancer_figures(std::string& out, const Snapshot& snapshot, const WorkerTotals& totals) {
  const BalancerSnapshot& balancer = snapshot.balancer;
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  head(out, "rrlb_build_info", "gauge", "The version that runs; always 1.");
  out += "rrlb_build_info{version=\"" + escaped(balancer.version) + "\"} 1\n";
  single(out, "rrlb_uptime_seconds", "gauge", "Time since the balancer started.",
         count(balancer.uptime_seconds));
  single(out, "rrlb_requests_total", "counter", "Requests answered with a backend or a 503.",
         count(totals.requests));
  single(out, "rrlb_requests_unserved_total", "counter",
         "Requests answered 503 because no backend was eligible.", count(totals.unserved));
  single(out, "rrlb_requests_refused_total", "counter",
         "Requests refused: malformed, too large or too slow.", count(totals.refused));
  single(out, "rrlb_requests_in_flight", "gauge", "Answers that are not sent whole yet.",
         count(totals.in_flight));
  single(out, "rrlb_connections_total", "counter", "Client connections accepted.",
         count(totals.connections));
  single(out, "rrlb_connections", "gauge", "Clients connected now.", count(totals.clients));
  single(out, "rrlb_cpu_percent", "gauge", "Share of one core that the balancer uses.",
         balancer.cpu_percent);
  single(out, "rrlb_ram_bytes", "gauge", "Resident memory of the balancer.",
         scaled(balancer.ram_mb, 1024.0 * 1024.0));
}

}  // namespace

std::string prometheus_text(const Snapshot& snapshot, const WorkerTotals& totals) {
  std::string out;
  balancer_figures(out, snapshot, totals);
  for_each_backend(out, snapshot, "rrlb_backend_up", "gauge",
                   "1 if the backend receives new requests, else 0.",
                   [](const auto& b) { return b.status == Status::up ? 1.0 : 0.0; });
  for_each_backend(out, snapshot, "rrlb_backend_weight", "gauge", "The configured weight.",
                   [](const auto& b) { return static_cast<double>(b.weight); });
  for_each_backend(out, snapshot, "rrlb_backend_requests_total", "counter",
                   "Requests that were given to the backend.",
                   [](const auto& b) { return static_cast<double>(b.requests); });
  for_each_backend(out, snapshot, "rrlb_backend_in_flight", "gauge",
                   "Exchanges with the backend under way.",
                   [](const auto& b) { return scaled(b.in_flight); });
  for_each_backend(out, snapshot, "rrlb_backend_failures_total", "counter",
                   "Exchanges that the backend failed.",
                   [](const auto& b) { return scaled(b.failures); });
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
