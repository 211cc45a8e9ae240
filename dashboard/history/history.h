// The history for the dashboard's event loop: a store on a thread of its own, so that a slow disk
// delays nothing else. Writes wait in a bounded queue. A write that fails, or that finds the queue
// full, is lost and pauses the history with a reason. Each further snapshot tries again, and the
// first that succeeds resumes the history.
//
// The object belongs to the loop's thread. Answers come on the loop, and never after the object's
// destruction. The destructor finishes the queued writes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/event/side_thread.h"
#include "dashboard/history/points.h"
#include "dashboard/history/store.h"

namespace rrlb {

struct HistoryState {
  bool paused = false;
  std::string why;                // the reason for the pause
  std::optional<WallTime> since;  // when the pause began
};

class History {
 public:
  // Opens the file, and reads the colours in it.
  History(EventLoop& loop, std::string path, const HistoryLimits& limits,
          std::function<void()> on_change);

  const HistoryState& state() const { return state_; }
  const std::string& path() const { return path_; }
  const std::vector<KnownColor>& colors() const { return colors_; }

  void record(WallTime time, std::vector<HistoryPoint> points);
  void record(std::vector<HistoryEvent> events);
  void remember(std::vector<KnownColor> colors);

  // While 16 queries wait, further ones are answered with a problem immediately.
  void query(HistoryQuery query, std::function<void(HistoryAnswer)> done);
  void query(EventsQuery query, std::function<void(EventsAnswer)> done);
  void query(PointsQuery query, std::function<void(PointsAnswer)> done);

 private:
  // Runs `what` on the thread. `what` returns an error message, or "" on success.
  void write(std::function<std::string()> what);
  template <typename Query, typename Answer>
  void ask(Query query, std::function<void(Answer)> done);
  std::string open_again();
  void become(const std::string& problem);

  const std::string path_;
  const HistoryLimits limits_;
  std::function<void()> on_change_;
  HistoryState state_;
  std::vector<KnownColor> colors_;
  std::size_t queries_ = 0;  // not answered yet

  // Used by the thread only:
  HistoryStore store_;
  std::string problem_;  // of the last write
  TimePoint opened_at_;  // the last attempt to open the file

  SideThread thread_;  // last, because its jobs use the members above
};

}  // namespace rrlb
