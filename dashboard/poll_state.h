// What the dashboard knows of the balancer: the newest figures, how old they are, and, when the
// balancer cannot be reached, since when and why. Old figures are kept, and told to be old.
//
// Pure: the caller brings the time.
#pragma once

#include <optional>
#include <string>

#include "core/snapshot_json.h"
#include "core/time.h"

namespace rrlb {

class PollState {
 public:
  // Both return true if the balancer's being reachable changed by it.
  bool take(Snapshot snapshot, TimePoint now);
  bool fail(std::string trouble, WallTime now);

  // Before the first poll is answered either way, nothing is known.
  bool known() const { return snapshot_ || trouble_; }
  bool reachable() const { return snapshot_ && !trouble_; }
  const std::optional<Snapshot>& snapshot() const { return snapshot_; }
  std::optional<std::chrono::milliseconds> age(TimePoint now) const;
  const std::optional<std::string>& trouble() const { return trouble_; }
  std::optional<WallTime> trouble_since() const { return trouble_since_; }

 private:
  std::optional<Snapshot> snapshot_;
  TimePoint taken_;
  std::optional<std::string> trouble_;
  std::optional<WallTime> trouble_since_;
};

}  // namespace rrlb
