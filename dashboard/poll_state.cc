#include "poll_state.h"

namespace rrlb {

bool PollState::take(Snapshot snapshot, TimePoint now) {
  const bool changed = !reachable();
  snapshot_ = std::move(snapshot);
  taken_ = now;
  trouble_.reset();
  trouble_since_.reset();
  return changed;
}

bool PollState::fail(std::string trouble, WallTime now) {
  const bool changed = !trouble_;
  trouble_ = std::move(trouble);
  if (changed) trouble_since_ = now;
  return changed;
}

std::optional<std::chrono::milliseconds> PollState::age(TimePoint now) const {
  if (!snapshot_) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - taken_);
}

}  // namespace rrlb
