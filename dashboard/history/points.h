// What the history is made of, and what it is asked for.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "common/contract/snapshot_json.h"
#include "dashboard/view/view.h"

namespace rrlb {

// The figures that are kept; their order is that of the file, so new ones go to the end.
enum class Column {
  requests_per_second,
  health_percent,
  failures_per_second,
  latency_ms,
  cpu_percent,
  ram_mb,
  in_flight
};
inline constexpr std::array<std::string_view, 7> kColumns{"requests_per_second",
                                                          "health_percent",
                                                          "failures_per_second",
                                                          "latency_ms",
                                                          "cpu_percent",
                                                          "ram_mb",
                                                          "in_flight"};
inline constexpr std::size_t kColumnCount = kColumns.size();
using Figures = std::array<std::optional<double>, kColumnCount>;

// One backend at one moment.
struct HistoryPoint {
  std::string backend;
  std::string url;
  Status status = Status::unknown;
  std::uint64_t requests = 0;
  std::optional<std::uint64_t> uptime_seconds;
  Figures figures;
};

struct HistoryEvent {
  WallTime time;
  std::string balancer;  // its URL; "" if it is of none
  std::string backend;   // "" if it is of none
  std::string kind;      // "state", "override", "reload", "balancer", "history", "login", ...
  std::string level;     // "info", "warning", "error"
  std::string status;    // of a kind "state": the new one; else ""
  std::string message;
};

// A colour that was given to a backend once and stays its.
struct KnownColor {
  std::string url;
  Color color;
};

struct HistoryQuery {
  WallTime from;
  WallTime to;
  std::size_t points = 500;  // at most so many
  std::string backend;       // "" is all
  std::vector<Column> columns{Column::requests_per_second, Column::health_percent};
};

struct Aggregate {
  double average = 0;
  double least = 0;
  double most = 0;
};

struct HistorySeries {
  std::string backend;
  std::string url;
  // A column asked for, each as long as `times`; nothing is a gap.
  std::vector<std::vector<std::optional<Aggregate>>> columns;
};

struct HistoryAnswer {
  std::string problem;  // why there is none; "" if there is
  WallTime from;
  WallTime to;
  Milliseconds step{0};             // from one point to the next, where nothing is missing
  bool minutes = false;             // of the tier of minutes
  std::vector<std::int64_t> times;  // epoch milliseconds
  std::vector<Column> asked;
  std::vector<HistorySeries> series;
};

struct EventsQuery {
  WallTime from;
  WallTime to;
  std::string backend;  // "" is all
  std::size_t limit = 500;
};

struct EventsAnswer {
  std::string problem;
  std::vector<HistoryEvent> events;  // the oldest first
  std::vector<HistoryEvent> before;  // of each backend the last change of status before `from`
};

// One backend's file.
struct PointsQuery {
  std::string backend;
  WallTime from;
  WallTime to;
  std::size_t points = 500;
};
struct TimedPoint {
  WallTime time;
  HistoryPoint point;
};
struct PointsAnswer {
  std::string problem;
  bool known = false;  // there is, or was, such a backend
  std::vector<TimedPoint> points;
};

}  // namespace rrlb
