// The data of the history, its queries and its answers.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/wall_time.h"
#include "common/contract/snapshot_json.h"
#include "dashboard/view/view.h"

namespace rrlb {

// The figures in the history. The file has them in this order, so add new ones at the end.
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
  std::string balancer;  // its URL, or ""
  std::string backend;   // its name, or ""
  std::string kind;      // "state", "override", "reload", "balancer", "history", "login", ...
  std::string level;     // "info", "warning", "error"
  std::string status;    // the new status if the kind is "state", else ""
  std::string message;
};

// A colour that was given to a backend.
struct KnownColor {
  std::string url;
  Color color;
};

struct HistoryQuery {
  WallTime from;
  WallTime to;
  std::size_t points = 500;  // at most
  std::string backend;       // "" for all
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
  // For each requested column as many values as `times`; an absent value is a gap.
  std::vector<std::vector<std::optional<Aggregate>>> columns;
};

struct HistoryAnswer {
  std::string problem;  // an error message, or ""
  WallTime from;
  WallTime to;
  std::chrono::milliseconds step{0};  // from one point to the next, outside of gaps
  bool minutes = false;               // the points are minutes, not snapshots
  std::vector<std::int64_t> times;    // epoch milliseconds
  std::vector<Column> asked;
  std::vector<HistorySeries> series;
};

struct EventsQuery {
  WallTime from;
  WallTime to;
  std::string backend;  // "" for all
  std::size_t limit = 500;
};

struct EventsAnswer {
  std::string problem;
  std::vector<HistoryEvent> events;  // the oldest first
  std::vector<HistoryEvent> before;  // for each backend its last change of status before `from`
};

// For the file of one backend.
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
  bool known = false;  // the history has such a backend
  std::vector<TimedPoint> points;
};

}  // namespace rrlb
