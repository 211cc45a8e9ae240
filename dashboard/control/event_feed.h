// What happens to the balancer, as it tells on its admin socket: who drained what, reloads, panics.
//
// Asked for once an interval, by a line of its own, so that it waits for nobody's change and
// nobody's change for it. A socket that cannot be reached is told of once, and once again when it
// can be.
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

  // `balancer` is the URL that its events are told with. Takes effect with the next question.
  void apply(const std::string& socket_path, std::string balancer, Milliseconds interval);

  // Begins to ask. Events up to this time have been handed on before.
  void begin(WallTime known_until);

 private:
  void ask();
  void take(const AdminAnswer& answer);
  void become(const std::string& hindrance);

  News news_;
  Record record_;
  std::string balancer_;
  Milliseconds interval_{2'000};
  SeenEvents seen_;
  std::string hindrance_;  // why it cannot be reached
  Timer timer_;
  AdminLine line_;  // last: its answers need the rest
};

}  // namespace rrlb
