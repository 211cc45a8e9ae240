// The history over HTTP: parses query strings (every parameter is checked and limited), and formats
// the bodies of /api/history, /api/events, and of a backend's JSON and CSV files.
//
// Reads no clock; the caller passes the time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dashboard/history/points.h"

namespace rrlb {

template <typename Query>
struct ParsedQuery {
  Query query;
  std::string problem;  // "points must be 10..2000, got \"x\"", or ""
};

// "from=MS&to=MS&points=N&backend=NAME&columns=a,b"; `from` and `to` are epoch milliseconds or RFC
// 3339. `to` is now by default, and `from` 15 minutes before `to`.
ParsedQuery<HistoryQuery> parse_history_query(std::string_view text, WallTime now);
// "from=&to=&backend=&limit=N"
ParsedQuery<EventsQuery> parse_events_query(std::string_view text, WallTime now);
// "from=&to=&points=N"; `from` is a day before `to` by default.
ParsedQuery<PointsQuery> parse_points_query(std::string_view text, WallTime now);

using ColorOf = std::function<Color(const std::string& url)>;
std::string history_json(const HistoryAnswer& answer, const ColorOf& color_of);
std::string events_json(const EventsAnswer& answer);
std::string points_json(const PointsAnswer& answer);
std::string points_csv(const PointsAnswer& answer);

}  // namespace rrlb
