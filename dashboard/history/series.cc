#include "dashboard/history/series.h"

#include <algorithm>

#include "dashboard/view/json_numbers.h"

namespace rrlb {
namespace {

constexpr std::size_t kDistances = 8;
constexpr std::int64_t kMinute = 60'000;

}  // namespace

void Sum::add(const Aggregate& part, double weight) {
  least_ = weight_ == 0 ? part.least : std::min(least_, part.least);
  most_ = weight_ == 0 ? part.most : std::max(most_, part.most);
  total_ += part.average * weight;
  weight_ += weight;
}

std::optional<Aggregate> Sum::result() const {
  if (weight_ == 0) return std::nullopt;
  return Aggregate{total_ / weight_, least_, most_};
}

void MinuteSum::add(const StoredPoint& point) {
  auto& sums = sums_[point.backend];
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    if (point.figures[i]) sums[i].add(*point.figures[i]);
  }
}

std::vector<StoredMinute> MinuteSum::minutes() const {
  std::vector<StoredMinute> all;
  for (const auto& [backend, sums] : sums_) {
    StoredMinute minute{backend, {}};
    for (std::size_t i = 0; i < kColumnCount; ++i) minute.figures[i] = sums[i].result();
    all.push_back(minute);
  }
  return all;
}

SeriesMaker::SeriesMaker(HistoryAnswer& answer, std::map<BackendId, HistorySeries> wanted,
                         std::size_t most_points)
    : answer_{answer}, from_{epoch_ms(answer.from)} {
  const std::int64_t range = std::max<std::int64_t>(epoch_ms(answer.to) - from_, 1);
  const auto most = static_cast<std::int64_t>(std::max<std::size_t>(most_points, 1));
  width_ = std::max<std::int64_t>((range + most - 1) / most, 1);
  if (answer.minutes) distances_.push_back(kMinute);
  for (auto& [backend, series] : wanted) {
    places_[backend] = answer_.series.size();
    series.columns.resize(answer.asked.size());
    answer_.series.push_back(std::move(series));
  }
  sums_.assign(answer_.series.size(), std::vector<Sum>(answer.asked.size()));
}

std::int64_t SeriesMaker::usual() const {
  return distances_.empty() ? 0 : *std::min_element(distances_.begin(), distances_.end());
}

void SeriesMaker::begin_row(std::int64_t ms) {
  const std::int64_t bucket = std::max<std::int64_t>(ms - from_, 0) / width_;
  if (bucket_ && bucket != *bucket_) {
    flush();
    const bool room = bucket - *bucket_ >= 2;
    const bool away = !distances_.empty() && ms - *last_row_ > 3 * usual();
    if (room && away) add_gap(*last_row_ + usual());
  }
  if (bucket != bucket_) bucket_time_ = ms;
  bucket_ = bucket;
  if (last_row_ && ms > *last_row_) {
    distances_.push_back(ms - *last_row_);
    if (distances_.size() > kDistances) distances_.erase(distances_.begin());
  }
  last_row_ = ms;
}

void SeriesMaker::add(std::int64_t ms, const std::vector<StoredPoint>& points) {
  begin_row(ms);
  for (const StoredPoint& point : points) {
    const auto place = places_.find(point.backend);
    if (place == places_.end()) continue;
    for (std::size_t i = 0; i < answer_.asked.size(); ++i) {
      const auto& figure = point.figures[static_cast<std::size_t>(answer_.asked[i])];
      if (figure) sums_[place->second][i].add(*figure);
    }
  }
}

void SeriesMaker::add(std::int64_t ms, const std::vector<StoredMinute>& minutes) {
  begin_row(ms);
  for (const StoredMinute& minute : minutes) {
    const auto place = places_.find(minute.backend);
    if (place == places_.end()) continue;
    for (std::size_t i = 0; i < answer_.asked.size(); ++i) {
      const auto& figure = minute.figures[static_cast<std::size_t>(answer_.asked[i])];
      if (figure) sums_[place->second][i].add(*figure);
    }
  }
}

void SeriesMaker::flush() {
  answer_.times.push_back(bucket_time_);
  for (std::size_t place = 0; place < sums_.size(); ++place) {
    for (std::size_t i = 0; i < sums_[place].size(); ++i) {
      answer_.series[place].columns[i].push_back(sums_[place][i].result());
      sums_[place][i] = {};
    }
  }
}

void SeriesMaker::add_gap(std::int64_t ms) {
  answer_.times.push_back(ms);
  for (HistorySeries& series : answer_.series) {
    for (auto& column : series.columns) column.emplace_back();
  }
}

void SeriesMaker::finish() {
  if (bucket_) flush();
  answer_.step = Milliseconds{std::max(width_, usual())};
  std::erase_if(answer_.series, [](const HistorySeries& series) {
    return std::all_of(series.columns.begin(), series.columns.end(), [](const auto& column) {
      return std::none_of(column.begin(), column.end(), [](const auto& one) { return one; });
    });
  });
}

}  // namespace rrlb
