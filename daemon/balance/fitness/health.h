// Decides, from probe results alone, whether one upstream may receive traffic.
//
// An upstream is `unknown` until its first probe, and that first answer decides at once. From
// then on it changes sides only after `rise` passes, or `fall` failures, in a row: one result
// the other way starts the count again, so a flapping upstream stays where it is.
//
// Pure state: reads no clock, owns no socket, writes no log. The caller logs the change.
#pragma once

#include <cstdint>

namespace rrlb {

enum class Health { unknown, healthy, unhealthy };
enum class ProbeResult { passed, failed };

struct HealthRules {
  std::uint64_t rise = 2;
  std::uint64_t fall = 3;
};

class HealthTracker {
 public:
  explicit HealthTracker(HealthRules rules) : rules_{rules} {}

  // Records one probe. Returns true if it changed health().
  bool record(ProbeResult result);

  // New rules hold from the next probe on; the count so far stands.
  void set_rules(HealthRules rules) { rules_ = rules; }
  HealthRules rules() const { return rules_; }

  Health health() const { return health_; }

 private:
  HealthRules rules_;
  Health health_ = Health::unknown;
  std::uint64_t against_ = 0;  // results in a row that speak against health_
};

}  // namespace rrlb
