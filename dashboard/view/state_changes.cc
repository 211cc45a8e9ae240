#include "dashboard/view/state_changes.h"

#include <set>

namespace rrlb {
namespace {

std::string with_reason(const std::string& what, const BackendView& backend) {
  return backend.reason.empty() ? what : what + ": " + backend.reason;
}

bool is_bad(Status status) { return status == Status::down || status == Status::ejected; }

}  // namespace

std::vector<StateChange> StateChanges::take(const View& view) {
  std::vector<StateChange> changes;
  std::set<std::string> present;
  for (const BackendView& backend : view.backends) {
    const std::string& name = backend.figures.name;
    const Status now = backend.figures.status;
    present.insert(name);
    if (backend.stale) continue;
    const auto [known, is_new] = known_.emplace(name, now);
    if (!is_new && known->second == now) continue;
    const std::string word{to_string(now)};
    const std::string what =
        is_new ? "is " + word : std::string{to_string(known->second)} + " -> " + word;
    changes.push_back({name, now, is_bad(now), with_reason(what, backend)});
    known->second = now;
  }
  // A missing backend has been removed only if the figures are not stale.
  for (auto known = known_.begin(); known != known_.end() && view.reachable();) {
    if (present.contains(known->first)) {
      ++known;
      continue;
    }
    changes.push_back({known->first, Status::unknown, false, "no longer configured"});
    known = known_.erase(known);
  }
  return changes;
}

}  // namespace rrlb
