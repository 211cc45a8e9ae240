// Summarizes snapshots to minutes, and snapshots or minutes to series with a limited number of
// points.
//
// Rows are added in the order of time. The range is divided into as many buckets as points are
// wanted. The point of a bucket has the mean, minimum and maximum of its rows, and the time of its
// first row. If no rows come for three times the usual interval, and there is an empty bucket to
// show it, a point without values marks the gap, so that charts do not draw a line across it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "dashboard/history/encoding.h"
#include "dashboard/history/points.h"

namespace rrlb {

// Mean, minimum and maximum of the known values.
class Sum {
 public:
  void add(const Aggregate& part, double weight = 1);
  void add(double value) { add({value, value, value}); }
  std::optional<Aggregate> result() const;

 private:
  double total_ = 0;
  double weight_ = 0;
  double least_ = 0;
  double most_ = 0;
};

// Sums up the snapshots of one minute.
class MinuteSum {
 public:
  void add(const StoredPoint& point);
  std::vector<StoredMinute> minutes() const;

 private:
  std::map<BackendId, std::array<Sum, kColumnCount>> sums_;
};

class SeriesMaker {
 public:
  // Fills `answer` with the series of these backends. Its range, columns and `minutes` are set
  // already.
  SeriesMaker(HistoryAnswer& answer, std::map<BackendId, HistorySeries> wanted,
              std::size_t most_points);

  void add(std::int64_t ms, const std::vector<StoredPoint>& points);
  void add(std::int64_t ms, const std::vector<StoredMinute>& minutes);
  // Call this last. Removes backends without any value in the range.
  void finish();

 private:
  void begin_row(std::int64_t ms);
  void flush();
  void add_gap(std::int64_t ms);
  std::int64_t usual() const;

  HistoryAnswer& answer_;
  std::map<BackendId, std::size_t> places_;  // in answer_.series
  std::int64_t from_;
  std::int64_t width_;                   // of a bucket, in ms
  std::vector<std::int64_t> distances_;  // between the last rows, in ms
  std::optional<std::int64_t> last_row_;
  std::optional<std::int64_t> bucket_;  // the number of the bucket being filled
  std::int64_t bucket_time_ = 0;
  std::vector<std::vector<Sum>> sums_;  // by series and requested column
};

}  // namespace rrlb
