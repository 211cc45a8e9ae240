#include "view/recent.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "view/json_numbers.h"

namespace rrlb {
namespace {

using Column = std::deque<std::optional<double>>;

bool has_none(const Column& column) {
  return std::none_of(column.begin(), column.end(), [](const auto& value) { return value; });
}

nlohmann::ordered_json as_json(const Column& column) {
  auto all = nlohmann::ordered_json::array();
  for (const auto& value : column) all.push_back(json_number(value));
  return all;
}

}  // namespace

void Recent::Series::add(std::optional<double> rate, std::optional<double> health) {
  requests_per_second.push_back(rate);
  health_percent.push_back(health);
  if (requests_per_second.size() <= kPoints) return;
  requests_per_second.pop_front();
  health_percent.pop_front();
}

bool Recent::Series::empty() const {
  return has_none(requests_per_second) && has_none(health_percent);
}

void Recent::add(const View& view, WallTime now) {
  for (const BackendView& backend : view.backends) {
    series_of(backend.figures.name).add(backend.requests_per_second, backend.health_percent);
  }
  times_.push_back(epoch_ms(now));
  if (times_.size() > kPoints) times_.pop_front();
  for (Series& series : series_) {
    const bool shown = std::any_of(
        view.backends.begin(), view.backends.end(),
        [&series](const BackendView& backend) { return backend.figures.name == series.backend; });
    if (!shown) series.add(std::nullopt, std::nullopt);
  }
  std::erase_if(series_, [](const Series& series) { return series.empty(); });
}

// A new one knows nothing of the points before.
Recent::Series& Recent::series_of(const std::string& backend) {
  const auto found = std::find_if(series_.begin(), series_.end(), [&backend](const Series& series) {
    return series.backend == backend;
  });
  if (found != series_.end()) return *found;
  series_.push_back({backend, Column(times_.size()), Column(times_.size())});
  return series_.back();
}

std::string Recent::json(Milliseconds interval) const {
  nlohmann::ordered_json backends = nlohmann::ordered_json::object();
  for (const Series& series : series_) {
    backends[series.backend] = {{"requests_per_second", as_json(series.requests_per_second)},
                                {"health_percent", as_json(series.health_percent)}};
  }
  return dump(
      {{"interval_ms", interval.count()}, {"time_ms", times_}, {"backends", std::move(backends)}});
}

}  // namespace rrlb
