// Describes the changes of status from one view to the next, with their reasons.
//
// A backend that appears for the first time counts as a change, so that the history has its first
// status. Stale figures cause no changes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dashboard/view/view.h"

namespace rrlb {

struct StateChange {
  std::string backend;
  Status status = Status::unknown;
  bool worse = false;   // the backend became DOWN or EJECTED
  std::string message;  // "UP -> DOWN: connection refused"
};

class StateChanges {
 public:
  std::vector<StateChange> take(const View& view);

 private:
  std::map<std::string, Status> known_;
};

}  // namespace rrlb
