#include "daemon/admin/prometheus.h"

#include <chrono>
#include <optional>
#include <vector>

#include "daemon/admin/prometheus_format.h"

namespace rrlb {
namespace {

using prometheus::escaped;
using prometheus::for_each_backend;
using prometheus::head;
using prometheus::number;
using prometheus::single;
using prometheus::write_sample;

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

void control_lag(std::string& out, const ResponseTimesReading& lag) {
  const std::string name = "rrlb_control_lag_seconds";
  head(out, name, "histogram",
       "How late the control thread's loop got to what was due, measured ten times a second.");
  const auto& bounds = ResponseTimesReading::kBounds;
  for (std::size_t i = 0; i < lag.cumulative.size(); ++i) {
    const std::string bound = i < bounds.size() ? number(bounds[i] / 1e6) : "+Inf";
    out += name + "_bucket{le=\"" + bound + "\"} " +
           number(static_cast<double>(lag.cumulative[i])) + "\n";
  }
  out += name + "_sum " + number(static_cast<double>(lag.sum.count()) / 1e6) + "\n";
  out += name + "_count " + number(static_cast<double>(lag.cumulative.back())) + "\n";
}

double epoch_seconds(WallTime time) {
  return std::chrono::duration<double>{time.time_since_epoch()}.count();
}

// Of the process, by the names that every exporter gives them.
void process_figures(std::string& out, const Snapshot& snapshot, const ProcessTotals& process) {
  single(out, "process_cpu_seconds_total", "counter", "CPU time of the balancer.",
         process.cpu_seconds);
  single(out, "process_resident_memory_bytes", "gauge", "Resident memory of the balancer.",
         scaled(snapshot.balancer.ram_mb, 1024.0 * 1024.0));
  single(out, "process_start_time_seconds", "gauge", "When the balancer started, since the epoch.",
         epoch_seconds(process.started));
}

void reloads(std::string& out, const ReloadTally& tally) {
  const std::string name = "rrlb_config_reloads_total";
  head(out, name, "counter",
       "Reloads of the configuration that were asked for, by what came of it.");
  out += name + "{result=\"success\"} " + number(static_cast<double>(tally.succeeded)) + "\n";
  out += name + "{result=\"failure\"} " + number(static_cast<double>(tally.refused)) + "\n";
  single(out, "rrlb_config_last_reload_successful", "gauge",
         "0 while the file has problems for which the last reload kept the running configuration.",
         tally.last_succeeded ? 1.0 : 0.0);
  single(out, "rrlb_config_last_reload_success_timestamp_seconds", "gauge",
         "When the running configuration was read, since the epoch.",
         epoch_seconds(tally.last_success));
}

// All words always, so that a change of one is a change of two lines that are there.
void states(std::string& out, const Snapshot& snapshot) {
  const std::string name = "rrlb_backend_state";
  head(out, name, "gauge", "1 for the status that the backend has, 0 for the others.");
  for (const BackendSnapshot& backend : snapshot.backends) {
    for (const Status status : kStatuses) {
      write_sample(out, name, backend, {"state", to_string(status)},
                   backend.status == status ? 1.0 : 0.0);
    }
  }
}

using CountsByName = std::unordered_map<std::string, BackendCounts>;

void state_changes(std::string& out, const Snapshot& snapshot, const CountsByName& counts) {
  const std::string name = "rrlb_backend_state_changes_total";
  head(out, name, "counter", "How often the backend's status became this.");
  for (const BackendSnapshot& backend : snapshot.backends) {
    const auto known = counts.find(backend.name);
    if (known == counts.end()) continue;
    for (const Status status : kStatuses) {
      const auto became = known->second.tally.became[static_cast<std::size_t>(status)];
      write_sample(out, name, backend, {"to", to_string(status)}, static_cast<double>(became));
    }
  }
}

void probes(std::string& out, const Snapshot& snapshot, const CountsByName& counts) {
  const std::string name = "rrlb_backend_probes_total";
  head(out, name, "counter", "Probes of the backend, by what came of them.");
  for (const BackendSnapshot& backend : snapshot.backends) {
    const auto known = counts.find(backend.name);
    if (known == counts.end()) continue;
    const UpstreamTally& tally = known->second.tally;
    write_sample(out, name, backend, {"result", "passed"},
                 static_cast<double>(tally.probes_passed));
    write_sample(out, name, backend, {"result", "failed"},
                 static_cast<double>(tally.probes_failed));
  }
}

void backend_urls(std::string& out, const Snapshot& snapshot) {
  const std::string name = "rrlb_backend_info";
  head(out, name, "gauge", "The URL of the backend; always 1.");
  for (const BackendSnapshot& backend : snapshot.backends) {
    write_sample(out, name, backend, {"url", backend.url}, 1.0);
  }
}

void responses(std::string& out, const Snapshot& snapshot) {
  const std::string name = "rrlb_backend_responses_total";
  head(out, name, "counter", "Responses of the backend by class of status.");
  for (const BackendSnapshot& backend : snapshot.backends) {
    if (!backend.responses) continue;
    for (std::size_t i = 0; i < kResponseClasses.size(); ++i) {
      write_sample(out, name, backend, {"code", kResponseClasses[i]},
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
      write_sample(out, name, backend, {"kind", kind}, static_cast<double>(count));
    }
  }
}

// The bounds of the buckets as labels have them: "0.001" and the like, "+Inf" for the last one.
const std::vector<std::string>& bucket_bounds() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> texts;
    for (const auto bound : ResponseTimesReading::kBounds) texts.push_back(number(bound / 1e6));
    texts.emplace_back("+Inf");
    return texts;
  }();
  return all;
}

void response_times_of(std::string& out, const BackendSnapshot& backend,
                       const ResponseTimesReading& times) {
  const std::vector<std::string>& bounds = bucket_bounds();
  for (std::size_t i = 0; i < times.cumulative.size(); ++i) {
    write_sample(out, "rrlb_backend_response_seconds_bucket", backend, {"le", bounds[i]},
                 static_cast<double>(times.cumulative[i]));
  }
  write_sample(out, "rrlb_backend_response_seconds_sum", backend, {},
               static_cast<double>(times.sum.count()) / 1e6);
  write_sample(out, "rrlb_backend_response_seconds_count", backend, {},
               static_cast<double>(times.cumulative.back()));
}

void response_times(std::string& out, const Snapshot& snapshot, const CountsByName& counts) {
  head(out, "rrlb_backend_response_seconds", "histogram",
       "Time from sending a request until the head of its response.");
  for (const BackendSnapshot& backend : snapshot.backends) {
    const auto known = counts.find(backend.name);
    if (known == counts.end() || !known->second.times) continue;
    response_times_of(out, backend, *known->second.times);
  }
}

// What a balancer sees that carries requests.
void carried_figures(std::string& out, const Snapshot& snapshot, const CountsByName& counts) {
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
  response_times(out, snapshot, counts);
}

}  // namespace

std::string prometheus_text(const Snapshot& snapshot, const WorkerTotals& totals,
                            const BesideSnapshot& beside) {
  std::string out;
  balancer_figures(out, snapshot, totals);
  control_lag(out, beside.control_lag);
  process_figures(out, snapshot, beside.process);
  reloads(out, beside.reloads);
  backend_urls(out, snapshot);
  for_each_backend(out, snapshot, "rrlb_backend_up", "gauge",
                   "1 if the backend receives new requests, else 0.",
                   [](const auto& b) { return b.status == Status::up ? 1.0 : 0.0; });
  states(out, snapshot);
  state_changes(out, snapshot, beside.backends);
  probes(out, snapshot, beside.backends);
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
  carried_figures(out, snapshot, beside.backends);
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
