// What changed from one view to the next, in words: which backend is in another status, and why.
//
// A backend that is seen for the first time is told of, too, so that the past knows in which status
// it began. Stale figures change nothing. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dashboard/view/view.h"

namespace rrlb {

struct StateChange {
  std::string backend;
  Status status = Status::unknown;
  bool worse = false;   // a warning rather than a piece of news
  std::string message;  // "UP -> DOWN: connection refused"
};

class StateChanges {
 public:
  std::vector<StateChange> take(const View& view);

 private:
  std::map<std::string, Status> known_;
};

}  // namespace rrlb
