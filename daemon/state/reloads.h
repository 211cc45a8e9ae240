// Reloads of the configuration file: what came of each, for systemd, the journal and the metrics.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/config/problem.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/report/news.h"
#include "daemon/state/running_config.h"
#include "daemon/worker/workers.h"

namespace rrlb {

// The start counts as the first success, but is no reload.
struct ReloadTally {
  std::uint64_t succeeded = 0;
  std::uint64_t refused = 0;
  bool last_succeeded = true;
  WallTime last_success{};
};

class Reloads {
 public:
  // `started_with` is what the process began with, parts of which no reload can change.
  Reloads(BalancerConfig started_with, RunningConfig& running, const Roster& roster,
          const Workers& workers, News& news);

  // Returns the file's problems, which are printed; then the running configuration stays.
  std::vector<Problem> reload();

  // What of this configuration takes effect at the next restart only (records.h).
  std::vector<std::string> needs_restart(const BalancerConfig& wanted) const;

  const ReloadTally& tally() const { return tally_; }

 private:
  void report_success(std::size_t backends_before);
  void report_refusal(const std::vector<Problem>& problems);

  const BalancerConfig started_with_;
  RunningConfig& running_;
  const Roster& roster_;
  const Workers& workers_;
  News& news_;
  ReloadTally tally_;
};

}  // namespace rrlb
