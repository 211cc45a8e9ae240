#include "daemon/balance/fitness/health.h"

namespace rrlb {

bool HealthTracker::record(ProbeResult result) {
  const Health seen = result == ProbeResult::passed ? Health::healthy : Health::unhealthy;
  if (seen == health_) {
    against_ = 0;
    return false;
  }
  ++against_;
  const std::uint64_t needed = seen == Health::healthy ? rules_.rise : rules_.fall;
  if (health_ != Health::unknown && against_ < needed) return false;
  health_ = seen;
  against_ = 0;
  return true;
}

}  // namespace rrlb
