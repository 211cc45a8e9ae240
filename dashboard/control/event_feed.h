// Reads the balancer's events (overrides, reloads, panics) from its admin socket, once an interval.
//
// It has a line of its own, so that it and the controls do not wait for each other. A socket that
// cannot be reached is reported once, and once more when it can be reached again.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/service/journal.h"
#include "dashboard/control/admin_line.h"
#include "dashboard/control/seen_events.h"

namespace rrlb {

class EventFeed {
 public:
  using News = std::function<void(std::vector<HistoryEvent>)>;
  using Record = std::function<void(const JournalRecord&)>;

  EventFeed(EventLoop& loop, News news, Record record);

  // `balancer` is the URL under which its events are stored. Takes effect with the next request.
  void apply(const std::string& socket_path, std::string balancer, Milliseconds interval);

  // Starts. Events up to this time have been stored before.
  void begin(WallTime known_until);

 private:
  void ask();
  void take(const AdminAnswer& answer);
  void become(const std::string& problem);

  News news_;
  Record record_;
  std::string balancer_;
  Milliseconds interval_{2'000};
  SeenEvents seen_;
  std::string problem_;  // why it cannot be reached
  Timer timer_;
  AdminLine line_;  // last: its answers need the rest
};

}  // namespace rrlb
