#include "dashboard/history/history_points.h"

namespace rrlb {

std::vector<HistoryPoint> history_points(const View& view) {
  std::vector<HistoryPoint> points;
  for (const BackendView& backend : view.backends) {
    if (backend.stale) continue;
    const BackendSnapshot& figures = backend.figures;
    HistoryPoint point{figures.name,           figures.url, figures.status, figures.requests,
                       figures.uptime_seconds, {}};
    const auto set = [&point](Column column, std::optional<double> value) {
      point.figures[static_cast<std::size_t>(column)] = value;
    };
    set(Column::requests_per_second, backend.requests_per_second);
    set(Column::health_percent, backend.health_percent);
    set(Column::failures_per_second, backend.failures_per_second);
    set(Column::latency_ms, figures.latency_ms);
    set(Column::cpu_percent, figures.cpu_percent);
    set(Column::ram_mb, figures.ram_mb);
    if (figures.in_flight) set(Column::in_flight, static_cast<double>(*figures.in_flight));
    points.push_back(std::move(point));
  }
  return points;
}

}  // namespace rrlb
