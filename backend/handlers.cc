#include "handlers.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/time.h"

namespace rrlb {
namespace {

constexpr double kMebibyte = 1024.0 * 1024.0;

double rounded(double value) { return std::round(value * 100.0) / 100.0; }

std::string json_text(const std::string& name, const std::optional<ProcessFigures>& process,
                      std::uint64_t requests) {
  nlohmann::ordered_json json{
      {"name", name},      {"cpu_percent", nullptr},    {"ram_mb", nullptr},
      {"uptime", nullptr}, {"uptime_seconds", nullptr}, {"requests", requests}};
  if (process) {
    json["cpu_percent"] = rounded(process->cpu_percent);
    json["ram_mb"] = rounded(process->ram_mb);
    json["uptime"] = format_uptime(process->uptime);
    json["uptime_seconds"] = process->uptime.count();
  }
  return json.dump() + "\n";
}

void sample(std::string& out, const std::string& name, const char* type, const char* help,
            std::optional<double> value, const char* suffix = "") {
  out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
  if (!value) return;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.15g", *value);
  out += name + suffix + " " + text.data() + "\n";
}

// The two formats differ in a counter's family name and in the end mark.
std::string prometheus_text(const std::optional<ProcessFigures>& process, std::uint64_t requests,
                            bool open_metrics) {
  std::string out;
  const auto of = [&process](auto figure) {
    return process ? std::optional<double>{figure(*process)} : std::nullopt;
  };
  sample(out, "rrlb_observed_cpu_percent", "gauge", "Share of one core in use.",
         of([](const ProcessFigures& p) { return p.cpu_percent; }));
  sample(out, "rrlb_observed_ram_bytes", "gauge", "Resident memory.",
         of([](const ProcessFigures& p) { return std::round(p.ram_mb * kMebibyte); }));
  sample(out, "rrlb_observed_uptime_seconds", "gauge", "Time since the start.",
         of([](const ProcessFigures& p) { return static_cast<double>(p.uptime.count()); }));
  const auto count = static_cast<double>(requests);
  if (open_metrics) {
    sample(out, "rrlb_served_requests", "counter", "Requests answered.", count, "_total");
    out += "# EOF\n";
  } else {
    sample(out, "rrlb_served_requests_total", "counter", "Requests answered.", count);
  }
  return out;
}

}  // namespace

HttpAnswer greeting(const std::string& name, const HttpRequest& request) {
  return {200,
          "text/plain; charset=utf-8",
          "hello from " + name + ", " + request.method + " " + request.path + "\n",
          {}};
}

HttpAnswer healthy() { return {200, "text/plain; charset=utf-8", "OK\n", {}}; }

HttpAnswer figures(const std::string& name, const std::optional<ProcessFigures>& process,
                   std::uint64_t requests, const std::string& accept) {
  HttpAnswer answer;
  answer.fields = {{"Cache-Control", "no-store"}, {"Vary", "Accept"}};
  const bool open_metrics = accept.find("application/openmetrics-text") != std::string::npos;
  if (open_metrics) {
    answer.content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    answer.body = prometheus_text(process, requests, true);
  } else if (accept.find("text/plain") != std::string::npos) {
    answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
    answer.body = prometheus_text(process, requests, false);
  } else {
    answer.content_type = "application/json";
    answer.body = json_text(name, process, requests);
  }
  return answer;
}

}  // namespace rrlb
