#include "dashboard/view/recent.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "dashboard/view/json_numbers.h"

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
  std::unordered_map<std::string, const BackendView*> shown;
  for (const BackendView& backend : view.backends) shown.emplace(backend.figures.name, &backend);
  for (Series& series : series_) {
    const auto found = shown.find(series.backend);
    if (found == shown.end()) {
      series.add(std::nullopt, std::nullopt);
      continue;
    }
    series.add(found->second->requests_per_second, found->second->health_percent);
    shown.erase(found);
  }
  // A new backend has no values for the earlier points.
  for (const BackendView& backend : view.backends) {
    if (shown.erase(backend.figures.name) == 0) continue;
    series_.push_back({backend.figures.name, Column(times_.size()), Column(times_.size())});
    series_.back().add(backend.requests_per_second, backend.health_percent);
  }
  times_.push_back(epoch_ms(now));
  if (times_.size() > kPoints) times_.pop_front();
  std::erase_if(series_, [](const Series& series) { return series.empty(); });
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
