#include "backend/figures_text.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "common/base/duration.h"

namespace rrlb {
namespace {

double rounded(double value) { return std::round(value * 100.0) / 100.0; }

std::string json_text(const BackendFigures& figures) {
  nlohmann::ordered_json json{{"name", figures.name},      {"cpu_percent", nullptr},
                              {"ram_mb", nullptr},         {"uptime", nullptr},
                              {"uptime_seconds", nullptr}, {"requests", figures.requests}};
  if (const auto& observed = figures.observed) {
    json["cpu_percent"] = rounded(observed->cpu_percent);
    json["ram_mb"] = rounded(observed->ram_mb);
    json["uptime"] = format_uptime(observed->uptime);
    json["uptime_seconds"] = observed->uptime.count();
  }
  return json.dump() + "\n";
}

// The shortest text of a whole number, or of a number with two decimals.
std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.15g", value);
  return text.data();
}

struct Metric {
  std::string family;
  std::string type;
  std::string help;
  std::string value;
};

std::vector<Metric> metrics_of(const BackendFigures& figures) {
  std::vector<Metric> metrics;
  if (const auto& observed = figures.observed) {
    const double bytes = std::round(observed->ram_mb * 1024.0 * 1024.0);
    metrics = {{"rrlb_observed_cpu_percent", "gauge", "Share of one core in use.",
                number(rounded(observed->cpu_percent))},
               {"rrlb_observed_ram_bytes", "gauge", "Resident memory.", number(bytes)},
               {"rrlb_observed_uptime_seconds", "gauge", "Time since the start.",
                std::to_string(observed->uptime.count())}};
  }
  metrics.push_back({"rrlb_served_requests", "counter", "Application requests answered.",
                     std::to_string(figures.requests)});
  return metrics;
}

// The two formats differ in the name of a counter's family, and in the end marker.
std::string metrics_text(const BackendFigures& figures, bool open_metrics) {
  std::string text;
  for (const Metric& metric : metrics_of(figures)) {
    const std::string sample = metric.family + (metric.type == "counter" ? "_total" : "");
    const std::string& family = open_metrics ? metric.family : sample;
    text += "# HELP " + family + " " + metric.help + "\n# TYPE " + family + " " + metric.type +
            "\n" + sample + "{backend=\"" + figures.name + "\"} " + metric.value + "\n";
  }
  return open_metrics ? text + "# EOF\n" : text;
}

}  // namespace

std::string figures_text(const BackendFigures& figures, FiguresFormat format) {
  if (format == FiguresFormat::json) return json_text(figures);
  return metrics_text(figures, format == FiguresFormat::open_metrics);
}

}  // namespace rrlb
