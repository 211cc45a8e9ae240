// What the dashboard knows of one balancer: its newest snapshot and the snapshot's age, the rates of
// its counters, and, if it cannot be reached, since when and why. Old snapshots are kept, with their
// age.
//
// A rate is the growth of a counter from one snapshot to the next, divided by the time between their
// arrivals. There is no rate across a restart of the balancer, nor for a counter that decreased.
//
// Reads no clock; the caller passes the time.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/base/wall_time.h"
#include "common/contract/snapshot_json.h"

namespace rrlb {

struct Rates {
  std::optional<double> requests;  // per second
  std::optional<double> failures;  // per second; absent if the balancer sees no responses
};

class PollState {
 public:
  // Both return true if the balancer became reachable or unreachable.
  bool take(Snapshot snapshot, TimePoint now);
  bool fail(std::string trouble, WallTime now);

  // False until the first poll has succeeded or failed.
  bool known() const { return snapshot_ || trouble_; }
  bool reachable() const { return snapshot_ && !trouble_; }
  const std::optional<Snapshot>& snapshot() const { return snapshot_; }
  std::optional<std::chrono::milliseconds> age(TimePoint now) const;
  const std::optional<std::string>& trouble() const { return trouble_; }
  std::optional<WallTime> trouble_since() const { return trouble_since_; }

  // The rates at the newest snapshot; absent while the balancer cannot be reached.
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
