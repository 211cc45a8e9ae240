// What the dashboard knows of one balancer: the newest figures, how old they are, how fast its
// counters grow, and, when it cannot be reached, since when and why. Old figures are kept, and told
// to be old.
//
// A rate is what a counter grew by from one snapshot to the next, in the time between their coming.
// There is none over a restart of the balancer, nor of a counter that shrank.
//
// Pure: the caller brings the time.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/base/time.h"
#include "common/contract/snapshot_json.h"

namespace rrlb {

struct Rates {
  std::optional<double> requests;  // a second
  std::optional<double> failures;  // a second; none where the balancer sees no responses
};

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

  // Those of the newest figures; none while the balancer cannot be reached.
  const Rates& rates() const { return rates_; }
  Rates rates_of(const std::string& backend) const;

 private:
  void measure(const Snapshot& next, double seconds);

  std::optional<Snapshot> snapshot_;
  TimePoint taken_;
  Rates rates_;
  std::map<std::string, Rates> backend_rates_;
  std::optional<std::string> trouble_;
  std::optional<WallTime> trouble_since_;
};

}  // namespace rrlb
