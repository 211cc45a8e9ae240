#include "daemon/report/records.h"

#include <array>
#include <cstdio>

#include "common/base/counted.h"

namespace rrlb {
namespace {

std::string tenths(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

// A target holds no control character and no space (RFC 9112 3.2 is kept by its reader), so that
// only what would end the quotes is to be escaped.
std::string in_quotes(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

bool alarms(Status status) { return status == Status::down || status == Status::ejected; }

}  // namespace

std::string after_probes(const Upstream& upstream, Status before) {
  if (before == Status::unknown) return {};
  const HealthRules rules = upstream.rules();
  return upstream.status() == Status::up ? " after " + counted(rules.rise, "passed probe")
                                         : " after " + counted(rules.fall, "failed probe");
}

JournalRecord state_record(const Upstream& upstream, Status before, const std::string& how,
                           const std::string& reason) {
  const std::string now{to_string(upstream.status())};
  const LogLevel level =
      alarms(upstream.status()) || alarms(before) ? LogLevel::warning : LogLevel::info;
  return {level,
          "backend \"" + upstream.name() + "\": " + std::string{to_string(before)} + " -> " + now +
              how + (reason.empty() ? "" : ": " + reason),
          message_id::kState,
          {{"RRLB_EVENT", "state"},
           {"RRLB_BACKEND", upstream.name()},
           {"RRLB_STATUS", now},
           {"RRLB_STATUS_BEFORE", std::string{to_string(before)}},
           {"RRLB_REASON", reason}}};
}

JournalRecord flapping_record(const Flapping::Summary& summary, Status now) {
  const auto length = std::chrono::floor<std::chrono::seconds>(summary.length);
  return {LogLevel::warning,
          "backend \"" + summary.backend + "\": flapping, " + counted(summary.changes, "change") +
              " in " + std::to_string(length.count()) + " s, now " + std::string{to_string(now)} +
              (summary.reason.empty() ? "" : ": " + summary.reason),
          message_id::kFlapping,
          {{"RRLB_EVENT", "flapping"},
           {"RRLB_BACKEND", summary.backend},
           {"RRLB_STATUS", std::string{to_string(now)}},
           {"RRLB_CHANGES", std::to_string(summary.changes)},
           {"RRLB_SECONDS", std::to_string(length.count())},
           {"RRLB_REASON", summary.reason}}};
}

JournalRecord override_record(const std::string& backend, const std::string& message,
                              const std::string& by) {
  return {LogLevel::info,
          message,
          message_id::kOverride,
          {{"RRLB_EVENT", "override"}, {"RRLB_BACKEND", backend}, {"RRLB_BY", by}}};
}

JournalRecord panic_record(const PanicPlan& plan, std::uint64_t threshold_percent) {
  return {LogLevel::warning,
          "panic: " + (plan.panic ? describe_panic(plan, threshold_percent)
                                  : "over, " + std::to_string(plan.usable) + " of " +
                                        counted(plan.pool, "backend") + " usable"),
          message_id::kPanic,
          {{"RRLB_EVENT", "panic"}, {"RRLB_PANIC", plan.panic ? "1" : "0"}}};
}

JournalRecord metrics_record(const BackendSnapshot& backend) {
  const std::string status{to_string(backend.status)};
  JournalRecord record{
      LogLevel::info,
      "backend \"" + backend.name + "\": " + status + ", " + counted(backend.requests, "request"),
      message_id::kMetrics,
      {{"RRLB_EVENT", "metrics"},
       {"RRLB_BACKEND", backend.name},
       {"RRLB_STATUS", status},
       {"RRLB_REQUESTS", std::to_string(backend.requests)}}};
  const auto add = [&record](const char* field, const std::string& words,
                             const std::optional<double>& value, const std::string& unit) {
    if (!value) return;
    record.message += ", " + words + " " + tenths(*value) + " " + unit;
    record.fields.push_back({field, tenths(*value)});
  };
  add("RRLB_CPU_PERCENT", "CPU", backend.cpu_percent, "%");
  add("RRLB_RAM_MB", "RAM", backend.ram_mb, "MB");
  add("RRLB_LATENCY_MS", "latency", backend.latency_ms, "ms");
  return record;
}

JournalRecord access_record(const AccessRecord& access) {
  const std::string request = access.method + " " + access.target;
  const std::string took = tenths(static_cast<double>(access.took.count()) / 1000.0);
  JournalRecord record{LogLevel::info,
                       access.client + " " + in_quotes(request) + " " +
                           std::to_string(access.status) +
                           (access.backend.empty() ? "" : " from " + access.backend) + ", " +
                           std::to_string(access.bytes_sent) + " B in " + took + " ms",
                       message_id::kAccess,
                       {{"RRLB_EVENT", "access"},
                        {"RRLB_CLIENT", access.client},
                        {"RRLB_METHOD", access.method},
                        {"RRLB_TARGET", access.target},
                        {"RRLB_HTTP_STATUS", std::to_string(access.status)},
                        {"RRLB_BACKEND", access.backend},
                        {"RRLB_BYTES_RECEIVED", std::to_string(access.bytes_received)},
                        {"RRLB_BYTES_SENT", std::to_string(access.bytes_sent)},
                        {"RRLB_DURATION_MS", took},
                        {"RRLB_RETRIES", std::to_string(access.retries)}}};
  if (!access.failure.empty()) {
    record.message += ", " + std::string{access.failure};
    record.fields.push_back({"RRLB_FAILURE", std::string{access.failure}});
  }
  if (access.retries > 0)
    record.message +=
        ", " + std::to_string(access.retries) + (access.retries == 1 ? " retry" : " retries");
  return record;
}

JournalRecord reload_record(std::size_t backends, std::size_t before) {
  return {LogLevel::info,
          "reload: " + counted(backends, "backend") + " (was " + std::to_string(before) + ")",
          message_id::kReload,
          {{"RRLB_EVENT", "reload"}, {"RRLB_BACKENDS", std::to_string(backends)}}};
}

JournalRecord reload_refused_record(std::size_t problems, const std::string& file) {
  return {LogLevel::error,
          "reload: kept the running configuration, " + counted(problems, "problem") + " in " +
              file + " (listed above)",
          message_id::kReloadRefused,
          {{"RRLB_EVENT", "reload_refused"}, {"RRLB_PROBLEMS", std::to_string(problems)}}};
}

JournalRecord start_record(const std::string& version, std::size_t workers, std::size_t backends) {
  return {LogLevel::info,
          "balancer " + version + " started, " + counted(workers, "worker") + ", " +
              counted(backends, "backend"),
          message_id::kStart,
          {{"RRLB_EVENT", "start"}, {"RRLB_VERSION", version}}};
}

JournalRecord stop_record(std::uint64_t requests, std::uint64_t cut) {
  return {cut == 0 ? LogLevel::info : LogLevel::warning,
          "balancer stopped after " + counted(requests, "request") + ", " +
              counted(cut, "connection") + " cut",
          message_id::kStop,
          {{"RRLB_EVENT", "stop"},
           {"RRLB_REQUESTS", std::to_string(requests)},
           {"RRLB_CUT", std::to_string(cut)}}};
}

std::string status_line(std::size_t up, std::size_t backends, std::uint64_t requests) {
  return std::to_string(up) + "/" + std::to_string(backends) + " backends up, " +
         counted(requests, "request");
}

std::string status_line(const Roster& roster, std::uint64_t requests) {
  return status_line(roster.eligible(), roster.size(), requests);
}

std::vector<std::string> restart_needed(const BalancerConfig& running,
                                        const BalancerConfig& wanted) {
  std::vector<std::string> lines;
  const auto compare = [&lines](const char* key, bool same) {
    if (!same) lines.push_back(std::string{key} + " changed: it takes effect at the next restart");
  };
  compare("balancer.listen", running.listen == wanted.listen);
  compare("balancer.workers", running.workers == wanted.workers);
  compare("balancer.admin_socket", running.admin_socket == wanted.admin_socket);
  compare("balancer.state_file", running.state_file == wanted.state_file);
  return lines;
}

}  // namespace rrlb
