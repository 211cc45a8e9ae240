// Makes series of what was kept: minutes of snapshots, and as many points of either as were asked
// for.
//
// Rows come in the order of their time. The range is cut into as many buckets as points are wanted;
// a bucket's point is the mean, least and most of its rows, at the time of its first. Where rows
// stay away for three times as long as is usual, and there is a bucket to show it, there is a point
// of nothing: a gap is never drawn over. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "dashboard/history/encoding.h"
#include "dashboard/history/points.h"

namespace rrlb {

// Mean, least and most of what is known.
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

// All snapshots of one minute.
class MinuteSum {
 public:
  void add(const StoredPoint& point);
  std::vector<StoredMinute> minutes() const;

 private:
  std::map<BackendId, std::array<Sum, kColumnCount>> sums_;
};

class SeriesMaker {
 public:
  // Fills `answer`, whose range, columns and tier are given, with the series of these backends.
  SeriesMaker(HistoryAnswer& answer, std::map<BackendId, HistorySeries> wanted,
              std::size_t most_points);

  void add(std::int64_t ms, const std::vector<StoredPoint>& points);
  void add(std::int64_t ms, const std::vector<StoredMinute>& minutes);
  // Call it last. Backends of which nothing is known in the range are left out.
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
  std::vector<std::int64_t> distances_;  // of the last rows from one another
  std::optional<std::int64_t> last_row_;
  std::optional<std::int64_t> bucket_;  // the number of the one that is being filled
  std::int64_t bucket_time_ = 0;
  std::vector<std::vector<Sum>> sums_;  // by series and column asked for
};

}  // namespace rrlb
