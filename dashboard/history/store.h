// The history in a SQLite file: all snapshots of the last day, the minimum, mean and maximum of each
// minute of the last 30 days, and the events.
//
// Each snapshot is one transaction. Committed data survives kill -9 and a full disk. A write that
// fails changes nothing, and the next one may succeed. Minutes are summarized as they pass, and a
// few old rows are deleted with each snapshot, so that no step takes long. If the file exceeds
// `max_bytes`, the oldest snapshots are deleted first, then the oldest minutes, then the oldest
// events.
//
// Blocks, and is used by one thread. Reads no clock; the caller passes the time, which may jump.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dashboard/history/encoding.h"
#include "dashboard/history/points.h"
#include "dashboard/history/sqlite.h"

namespace rrlb {

struct HistoryLimits {
  Milliseconds full_for{24 * 3'600'000};
  Milliseconds minutes_for{30LL * 24 * 3'600'000};
  std::uint64_t max_bytes = 1ULL << 30;
  std::size_t max_events = 100'000;
};

class HistoryStore {
 public:
  // Opens or creates the file. Returns an error message, or "" on success. A file that cannot be
  // used is left as it is.
  std::string open(const std::string& path, const HistoryLimits& limits);
  bool is_open() const { return database_.is_open(); }
  void close();

  // Each returns an error message, or "" on success.
  std::string record(WallTime time, const std::vector<HistoryPoint>& points);
  std::string record(const std::vector<HistoryEvent>& events);
  std::string remember(const std::vector<KnownColor>& colors);

  std::vector<KnownColor> colors();
  HistoryAnswer query(const HistoryQuery& query);
  EventsAnswer query(const EventsQuery& query);
  PointsAnswer query(const PointsQuery& query);

  std::uint64_t bytes();  // the size of the file without its free pages
  Database& database() { return database_; }

 private:
  struct Statements {
    Statement begin, commit, rollback;
    Statement add_backend, add_snapshot, add_minute, add_event, add_color;
    Statement snapshots_between, minutes_between, first_snapshot, first_minute;
    Statement drop_snapshots, drop_minutes, drop_events, drop_most_events, drop_most_colors;
  };

  std::string not_ours();
  std::string prepare();
  void read_backends();
  std::string write(const std::function<bool()>& what);
  bool add_snapshot(std::int64_t ms, const std::vector<HistoryPoint>& points);
  bool add_minutes(std::int64_t until_ms);
  bool add_minute(std::int64_t ms);
  bool drop_old(std::int64_t now_ms);
  bool drop_too_much(std::size_t events);
  BackendId id_of(const std::string& name, const std::string& url);
  std::vector<HistoryEvent> events(Statement& asked, std::string& problem);

  HistoryLimits limits_;
  Database database_;
  std::unique_ptr<Statements> statements_;
  struct Known {
    BackendId id;
    std::string url;
  };
  std::map<std::string, Known> backends_;
  bool backends_changed_ = false;
  std::int64_t minutes_until_ = 0;  // the first minute not summarized yet
};

}  // namespace rrlb
