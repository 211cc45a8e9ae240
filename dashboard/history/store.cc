#include "dashboard/history/store.h"

#include <algorithm>

#include "dashboard/history/series.h"
#include "dashboard/view/json_numbers.h"

namespace rrlb {
namespace {

constexpr int kVersion = 1;
constexpr std::int64_t kMinute = 60'000;
constexpr int kMinutesAtOnce = 5;   // summarized with one snapshot
constexpr int kDroppedAtOnce = 50;  // rows deleted with one snapshot
constexpr std::size_t kMostBackends = 10'000;
constexpr std::int64_t kMostColors = 20'000;
constexpr std::size_t kMostNumbers = 150'000;  // per answer: 500 points, 50 backends, 2 columns
constexpr std::size_t kFewestPoints = 10;

constexpr const char* kSettings =
    "PRAGMA auto_vacuum = INCREMENTAL;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "PRAGMA cache_size = -2000;"  // KiB
    "PRAGMA journal_size_limit = 4194304;"
    "PRAGMA wal_autocheckpoint = 256;";  // pages: 1 MiB

constexpr const char* kSchema =
    "BEGIN;"
    "CREATE TABLE backend (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL);"
    "CREATE TABLE snapshot (time_ms INTEGER PRIMARY KEY, points BLOB NOT NULL);"
    "CREATE TABLE minute (time_ms INTEGER PRIMARY KEY, points BLOB NOT NULL);"
    "CREATE TABLE event (id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, balancer TEXT NOT NULL,"
    " backend TEXT NOT NULL, kind TEXT NOT NULL, level TEXT NOT NULL, status TEXT NOT NULL,"
    " message TEXT NOT NULL);"
    "CREATE INDEX event_time ON event (time_ms);"
    "CREATE INDEX event_state ON event (backend, time_ms) WHERE kind = 'state';"
    "CREATE TABLE color (url TEXT PRIMARY KEY, slot INTEGER NOT NULL, pattern INTEGER NOT NULL);"
    "PRAGMA user_version = 1;"
    "COMMIT;";

constexpr const char* kTables =
    "SELECT count(*), count(CASE WHEN name IN ('backend', 'snapshot', 'minute', 'event', 'color')"
    " THEN 1 END) FROM sqlite_master WHERE type = 'table'";
constexpr std::int64_t kOurTables = 5;

constexpr const char* kEventColumns =
    "SELECT time_ms, balancer, backend, kind, level, status, message FROM event ";

std::int64_t floor_minute(std::int64_t ms) { return ms - ms % kMinute; }

WallTime wall(std::int64_t ms) { return WallTime{Milliseconds{ms}}; }

}  // namespace

std::string HistoryStore::open(const std::string& path, const HistoryLimits& limits) {
  close();
  limits_ = limits;
  std::string wrong = database_.open(path);
  if (wrong.empty()) wrong = not_ours();
  if (wrong.empty()) wrong = database_.execute(kSettings);
  if (wrong.empty()) wrong = prepare();
  if (!wrong.empty()) close();
  return wrong;
}

void HistoryStore::close() {
  statements_.reset();
  database_.close();
  backends_.clear();
}

// Reads only, so that the database of another program stays as it is.
std::string HistoryStore::not_ours() {
  Statement asked{database_.handle(), kTables};
  if (asked.step() != SQLITE_ROW) return database_.problem();
  const bool empty = asked.integer(0) == 0;
  const bool ours = asked.integer(1) == kOurTables;
  asked.reset();
  const std::int64_t version = database_.pragma("user_version");
  if (version > kVersion) {
    return "written by a newer version of rrlb (format " + std::to_string(version) +
           ", expected at most " + std::to_string(kVersion) + ")";
  }
  return (version == 0 ? empty : ours) ? ""
                                       : "not a history of rrlb, but another program's database";
}

std::string HistoryStore::prepare() {
  if (database_.pragma("user_version") == 0) {
    if (const std::string wrong = database_.execute(kSchema); !wrong.empty()) {
      database_.execute("ROLLBACK;");
      return wrong;
    }
  }
  sqlite3* handle = database_.handle();
  statements_.reset(new Statements{
      {handle, "BEGIN IMMEDIATE"},
      {handle, "COMMIT"},
      {handle, "ROLLBACK"},
      {handle,
       "INSERT INTO backend (id, name, url) VALUES (?1, ?2, ?3)"
       " ON CONFLICT (name) DO UPDATE SET url = ?3"},
      {handle, "INSERT OR REPLACE INTO snapshot VALUES (?, ?)"},
      {handle, "INSERT OR REPLACE INTO minute VALUES (?, ?)"},
      {handle,
       "INSERT INTO event (time_ms, balancer, backend, kind, level, status, message)"
       " VALUES (?, ?, ?, ?, ?, ?, ?)"},
      {handle, "INSERT OR REPLACE INTO color VALUES (?, ?, ?)"},
      {handle,
       "SELECT time_ms, points FROM snapshot WHERE time_ms >= ? AND time_ms < ? ORDER BY time_ms"},
      {handle,
       "SELECT time_ms, points FROM minute WHERE time_ms >= ? AND time_ms < ? ORDER BY time_ms"},
      {handle, "SELECT time_ms FROM snapshot WHERE time_ms >= ? ORDER BY time_ms LIMIT 1"},
      {handle, "SELECT max(time_ms) FROM minute"},
      {handle,
       "DELETE FROM snapshot WHERE time_ms IN (SELECT time_ms FROM snapshot WHERE time_ms < ?"
       " ORDER BY time_ms LIMIT ?)"},
      {handle,
       "DELETE FROM minute WHERE time_ms IN (SELECT time_ms FROM minute WHERE time_ms < ?"
       " ORDER BY time_ms LIMIT ?)"},
      {handle,
       "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE time_ms < ?"
       " ORDER BY time_ms LIMIT ?)"},
      {handle, "DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?"},
      {handle, "DELETE FROM color WHERE rowid <= (SELECT max(rowid) FROM color) - ?"}});
  Statement& last = statements_->first_minute;
  if (last.step() == SQLITE_ROW && !last.is_null(0)) minutes_until_ = last.integer(0) + kMinute;
  last.reset();
  read_backends();
  return {};
}

void HistoryStore::read_backends() {
  backends_.clear();
  Statement all{database_.handle(), "SELECT id, name, url FROM backend"};
  while (all.step() == SQLITE_ROW) {
    backends_[all.text(1)] = {static_cast<BackendId>(all.integer(0)), all.text(2)};
  }
}

// Runs `what` in one transaction.
std::string HistoryStore::write(const std::function<bool()>& what) {
  if (!is_open()) return "not open";
  const bool done =
      statements_->begin.run() == SQLITE_DONE && what() && statements_->commit.run() == SQLITE_DONE;
  if (done) return {};
  std::string wrong = database_.problem();
  if (sqlite3_get_autocommit(database_.handle()) == 0) statements_->rollback.run();
  if (backends_changed_) read_backends();
  return wrong.empty() ? "unknown" : wrong;
}

std::string HistoryStore::record(WallTime time, const std::vector<HistoryPoint>& points) {
  const std::int64_t ms = epoch_ms(time);
  const std::int64_t made_before = minutes_until_;
  backends_changed_ = false;
  const std::string wrong = write([&] {
    return add_snapshot(ms, points) && add_minutes(floor_minute(ms)) && drop_old(ms) &&
           drop_too_much(0);
  });
  if (!wrong.empty()) minutes_until_ = made_before;
  return wrong;
}

bool HistoryStore::add_snapshot(std::int64_t ms, const std::vector<HistoryPoint>& points) {
  std::vector<StoredPoint> stored;
  for (const HistoryPoint& point : points) {
    if (backends_.size() >= kMostBackends && !backends_.contains(point.backend)) continue;
    StoredPoint one{id_of(point.backend, point.url), point.status, point.requests, std::nullopt,
                    point.figures};
    if (point.uptime_seconds)
      one.uptime_seconds = static_cast<std::uint32_t>(*point.uptime_seconds);
    stored.push_back(one);
  }
  return statements_->add_snapshot.bind(1, ms).bind_blob(2, encode(stored)).run() == SQLITE_DONE;
}

BackendId HistoryStore::id_of(const std::string& name, const std::string& url) {
  const auto known = backends_.find(name);
  if (known != backends_.end() && known->second.url == url) return known->second.id;
  BackendId id = 1;
  if (known != backends_.end()) {
    id = known->second.id;
  } else {
    for (const auto& [other, entry] : backends_) id = std::max<BackendId>(id, entry.id + 1);
  }
  statements_->add_backend.bind(1, std::int64_t{id}).bind(2, name).bind(3, url).run();
  backends_[name] = {id, url};
  backends_changed_ = true;
  return id;
}

// Summarizes the minutes before `until_ms`. The clock may have been set back since the last call.
bool HistoryStore::add_minutes(std::int64_t until_ms) {
  minutes_until_ = std::min(minutes_until_, until_ms);
  for (int i = 0; i < kMinutesAtOnce && minutes_until_ < until_ms; ++i) {
    Statement& first = statements_->first_snapshot;
    first.bind(1, minutes_until_);
    const bool found = first.step() == SQLITE_ROW;
    const std::int64_t next = found ? floor_minute(first.integer(0)) : until_ms;
    first.reset();
    if (next >= until_ms) {
      minutes_until_ = until_ms;
      break;
    }
    if (!add_minute(next)) return false;
    minutes_until_ = next + kMinute;
  }
  return true;
}

bool HistoryStore::add_minute(std::int64_t ms) {
  MinuteSum sum;
  Statement& rows = statements_->snapshots_between;
  rows.bind(1, ms).bind(2, ms + kMinute);
  while (rows.step() == SQLITE_ROW) {
    for (const StoredPoint& point : decode_points(rows.blob(1))) sum.add(point);
  }
  rows.reset();
  return statements_->add_minute.bind(1, ms).bind_blob(2, encode(sum.minutes())).run() ==
         SQLITE_DONE;
}

bool HistoryStore::drop_old(std::int64_t now_ms) {
  const auto drop = [now_ms](Statement& statement, Milliseconds age) {
    return statement.bind(1, now_ms - age.count()).bind(2, std::int64_t{kDroppedAtOnce}).run() ==
           SQLITE_DONE;
  };
  return drop(statements_->drop_snapshots, limits_.full_for) &&
         drop(statements_->drop_minutes, limits_.minutes_for) &&
         drop(statements_->drop_events, limits_.minutes_for);
}

// Deletes the oldest rows if the file is too large, among them at most `events` events.
bool HistoryStore::drop_too_much(std::size_t events) {
  if (bytes() > limits_.max_bytes) {
    constexpr std::int64_t kEver = std::int64_t{1} << 60;
    constexpr std::int64_t kSome = 10;
    if (statements_->drop_snapshots.bind(1, kEver).bind(2, kSome).run() != SQLITE_DONE)
      return false;
    const auto some_events = std::max<std::int64_t>(static_cast<std::int64_t>(events), kSome);
    for (const auto& [next, some] : {std::pair{&statements_->drop_minutes, kSome},
                                     std::pair{&statements_->drop_events, some_events}}) {
      const bool all_gone = bytes() > limits_.max_bytes;
      if (all_gone && next->bind(1, kEver).bind(2, some).run() != SQLITE_DONE) return false;
    }
  }
  if (database_.pragma("freelist_count") > 256) database_.execute("PRAGMA incremental_vacuum(64);");
  return true;
}

std::uint64_t HistoryStore::bytes() {
  const std::int64_t used = database_.pragma("page_count") - database_.pragma("freelist_count");
  return static_cast<std::uint64_t>(used * database_.pragma("page_size"));
}

std::string HistoryStore::record(const std::vector<HistoryEvent>& events) {
  return write([&] {
    for (const HistoryEvent& event : events) {
      const bool added = statements_->add_event.bind(1, epoch_ms(event.time))
                             .bind(2, event.balancer)
                             .bind(3, event.backend)
                             .bind(4, event.kind)
                             .bind(5, event.level)
                             .bind(6, event.status)
                             .bind(7, event.message)
                             .run() == SQLITE_DONE;
      if (!added) return false;
    }
    const auto most = static_cast<std::int64_t>(limits_.max_events);
    return statements_->drop_most_events.bind(1, most).run() == SQLITE_DONE &&
           drop_too_much(2 * events.size());
  });
}

std::string HistoryStore::remember(const std::vector<KnownColor>& colors) {
  return write([&] {
    for (const KnownColor& known : colors) {
      const bool added = statements_->add_color.bind(1, known.url)
                             .bind(2, std::int64_t{known.color.slot})
                             .bind(3, std::int64_t{known.color.pattern})
                             .run() == SQLITE_DONE;
      if (!added) return false;
    }
    return statements_->drop_most_colors.bind(1, kMostColors).run() == SQLITE_DONE;
  });
}

std::vector<KnownColor> HistoryStore::colors() {
  std::vector<KnownColor> all;
  if (!is_open()) return all;
  Statement rows{database_.handle(), "SELECT url, slot, pattern FROM color"};
  while (rows.step() == SQLITE_ROW) {
    all.push_back(
        {rows.text(0), {static_cast<int>(rows.integer(1)), static_cast<int>(rows.integer(2))}});
  }
  return all;
}

HistoryAnswer HistoryStore::query(const HistoryQuery& query) {
  HistoryAnswer answer;
  answer.from = query.from;
  answer.to = query.to;
  answer.asked = query.columns;
  if (!is_open()) {
    answer.problem = "not open";
    return answer;
  }
  // For more than a few hours, minutes are as fine as the pixels of a chart.
  constexpr Milliseconds kFullRange{3 * 3'600'000};
  answer.minutes = query.to - query.from > kFullRange;
  std::map<BackendId, HistorySeries> wanted;
  for (const auto& [name, known] : backends_) {
    if (query.backend.empty() || query.backend == name) wanted[known.id] = {name, known.url, {}};
  }
  const std::size_t numbers_a_point =
      std::max<std::size_t>(wanted.size() * query.columns.size() * 3, 1);
  const std::size_t most = std::max(kMostNumbers / numbers_a_point, kFewestPoints);
  SeriesMaker maker{answer, std::move(wanted), std::min(query.points, most)};
  const auto read = [&](Statement& rows, std::int64_t from, std::int64_t to, bool minutes) {
    rows.bind(1, from).bind(2, to);
    int outcome = rows.step();
    for (; outcome == SQLITE_ROW; outcome = rows.step()) {
      if (minutes) {
        maker.add(rows.integer(0), decode_minutes(rows.blob(1)));
      } else {
        maker.add(rows.integer(0), decode_points(rows.blob(1)));
      }
    }
    if (outcome != SQLITE_DONE) answer.problem = database_.problem();
    rows.reset();
  };
  const std::int64_t from = epoch_ms(query.from);
  const std::int64_t to = epoch_ms(query.to);
  if (!answer.minutes) {
    read(statements_->snapshots_between, from, to, false);
  } else {
    const std::int64_t made = std::clamp(minutes_until_, from, to);
    read(statements_->minutes_between, floor_minute(from), made, true);
    read(statements_->snapshots_between, made, to, false);  // not summarized yet
  }
  maker.finish();
  return answer;
}

std::vector<HistoryEvent> HistoryStore::events(Statement& asked, std::string& problem) {
  std::vector<HistoryEvent> all;
  int outcome = asked.step();
  for (; outcome == SQLITE_ROW; outcome = asked.step()) {
    all.push_back({wall(asked.integer(0)), asked.text(1), asked.text(2), asked.text(3),
                   asked.text(4), asked.text(5), asked.text(6)});
  }
  if (outcome != SQLITE_DONE) problem = database_.problem();
  return all;
}

EventsAnswer HistoryStore::query(const EventsQuery& query) {
  EventsAnswer answer;
  if (!is_open()) return {"not open", {}, {}};
  Statement within{database_.handle(),
                   std::string{kEventColumns} +
                       "WHERE time_ms >= ?1 AND time_ms < ?2 AND (?3 = '' OR backend = ?3)"
                       " ORDER BY time_ms DESC, id DESC LIMIT ?4"};
  within.bind(1, epoch_ms(query.from))
      .bind(2, epoch_ms(query.to))
      .bind(3, query.backend)
      .bind(4, static_cast<std::int64_t>(query.limit));
  answer.events = events(within, answer.problem);
  std::reverse(answer.events.begin(), answer.events.end());
  Statement last{database_.handle(),
                 std::string{kEventColumns} +
                     "WHERE id = (SELECT id FROM event WHERE kind = 'state' AND backend = ?1"
                     " AND time_ms < ?2 ORDER BY time_ms DESC, id DESC LIMIT 1)"};
  for (const auto& [name, known] : backends_) {
    if (!query.backend.empty() && query.backend != name) continue;
    last.bind(1, name).bind(2, epoch_ms(query.from));
    for (HistoryEvent& one : events(last, answer.problem)) answer.before.push_back(std::move(one));
    last.reset();
  }
  return answer;
}

PointsAnswer HistoryStore::query(const PointsQuery& query) {
  PointsAnswer answer;
  if (!is_open()) {
    answer.problem = "not open";
    return answer;
  }
  const auto known = backends_.find(query.backend);
  if (known == backends_.end()) return answer;
  answer.known = true;
  Statement newest{database_.handle(),
                   "SELECT time_ms, points FROM snapshot WHERE time_ms >= ? AND time_ms < ?"
                   " ORDER BY time_ms DESC"};
  newest.bind(1, epoch_ms(query.from)).bind(2, epoch_ms(query.to));
  int outcome = newest.step();
  for (; answer.points.size() < query.points && outcome == SQLITE_ROW; outcome = newest.step()) {
    for (const StoredPoint& point : decode_points(newest.blob(1))) {
      if (point.backend != known->second.id) continue;
      answer.points.push_back({wall(newest.integer(0)),
                               {query.backend, known->second.url, point.status, point.requests,
                                point.uptime_seconds, point.figures}});
    }
  }
  if (outcome != SQLITE_ROW && outcome != SQLITE_DONE) answer.problem = database_.problem();
  std::reverse(answer.points.begin(), answer.points.end());
  return answer;
}

}  // namespace rrlb
