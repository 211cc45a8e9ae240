// The history as the dashboard's loop knows it: a store on a thread of its own, so that a slow disk
// delays nothing else. What is to be written waits in a bounded line; what finds no place there is
// lost, and that is told. What fails pauses the history, with the reason; each further snapshot
// tries again, and the first that succeeds resumes it.
//
// Belongs to the loop's thread. Answers come on the loop, and none after this object's end. Its end
// writes what still waits.
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
  std::string why;                // of the pause
  std::optional<WallTime> since;  // of the pause
};

class History {
 public:
  // Opens the file at once, and reads the colours in it.
  History(EventLoop& loop, std::string path, const HistoryLimits& limits,
          std::function<void()> on_change);

  const HistoryState& state() const { return state_; }
  const std::string& path() const { return path_; }
  const std::vector<KnownColor>& colors() const { return colors_; }

  void record(WallTime time, std::vector<HistoryPoint> points);
  void record(std::vector<HistoryEvent> events);
  void remember(std::vector<KnownColor> colors);

  // An answer with a problem comes at once while 16 others wait.
  void query(HistoryQuery query, std::function<void(HistoryAnswer)> done);
  void query(EventsQuery query, std::function<void(EventsAnswer)> done);
  void query(PointsQuery query, std::function<void(PointsAnswer)> done);

 private:
  // `what` is done by the thread, and says what was wrong.
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
  std::size_t questions_ = 0;  // that are not answered yet

  HistoryStore store_;   // the thread's
  std::string problem_;  // the thread's: of its last write
  TimePoint opened_at_;  // the thread's: when it was last tried
  SideThread thread_;    // last: its jobs need the rest
};

}  // namespace rrlb
