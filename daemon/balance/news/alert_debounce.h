// Makes alerts of changes of status: few enough to be read, and none that is over already.
//
// The first change of a backend opens a window. When the window closes, a backend that is back in
// the status it had is not told of; else one alert says where it came from, where it is, and in how
// many changes. Undone changes are remembered for twelve windows: an alert within that time counts
// them too, and when nothing else tells of them, four or more are summed up in one alert
// ("flapping: 6 changes in 40 s"), whose status is the one before.
//
// A new backend that is healthy, or in the state that the operator set, is no news.
//
// Pure: reads no clock; the caller brings the time, and asks again at next_due().
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/wall_time.h"
#include "common/contract/snapshot_json.h"

namespace rrlb {

struct StatusChange {
  std::string backend;
  std::string url;
  Status before = Status::unknown;
  Status after = Status::unknown;
  std::string reason;  // "3 failed probes: no answer within 1 s"
  WallTime time{};
};

// Several changes that became one: from before the first to after the last, at the time of the
// last.
struct Alert {
  StatusChange change;
  unsigned changes = 1;

  bool flapping() const { return change.before == change.after; }
};

class AlertDebounce {
 public:
  explicit AlertDebounce(Milliseconds window) : window_{window} {}

  // For windows that open from now on.
  void set_window(Milliseconds window) { window_ = window; }

  void record(StatusChange change, TimePoint now);

  // What is to be told now, in the order in which the windows closed.
  std::vector<Alert> take_due(TimePoint now);

  // When the next window closes; none if nothing is open.
  std::optional<TimePoint> next_due() const;

 private:
  // The changes of one backend that have not been told.
  struct Story {
    Alert alert;
    TimePoint first{};
    TimePoint last{};
    TimePoint due{};
    TimePoint forgotten{};  // if they were undone
    bool undone = false;    // the window has closed, and nothing was to be told
  };
  using Stories = std::map<std::string, Story>;

  void plan(Story& story, TimePoint due);
  // Whether the story ends with it.
  static bool close(Story& story, TimePoint now, std::vector<Alert>& alerts);

  Milliseconds window_;
  Stories stories_;  // by backend
  std::set<std::pair<TimePoint, std::string>> due_;
};

}  // namespace rrlb
