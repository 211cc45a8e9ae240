// One server that receives requests, as long as it is known: the object outlives reloads that keep
// its name and URL, and so do its counters and its health.
//
// Whether it may receive requests hangs on three facts that are kept apart: what the operator
// wants, what the probes say, and whether it is ejected for failing real requests. The word that
// people see is derived from them, here and nowhere else.
//
// Two threads of use: `counters` belong to the workers, everything else to the control thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/base/moment.h"
#include "common/base/url.h"
#include "common/base/wall_time.h"
#include "common/config/config.h"
#include "common/contract/snapshot_json.h"
#include "daemon/balance/fitness/health.h"
#include "daemon/balance/fitness/load_feedback.h"
#include "daemon/balance/fitness/outlier.h"
#include "daemon/balance/fitness/recent_requests.h"
#include "daemon/balance/fitness/upstream_counters.h"

namespace rrlb {

// What the last probe and the last poll of the figures found.
struct ProbeFacts {
  bool connected = false;  // the last probe had a connection, whatever came of it
  std::string ip;          // where it answered a probe last; "" if it never did
  std::optional<std::chrono::microseconds> latency;
  std::optional<LastProbe> last_probe;
  BackendMetrics metrics;
};

// How often what happened, since the upstream is known.
struct UpstreamTally {
  std::array<std::uint64_t, kStatuses.size()> became{};  // at the place of its Status
  std::uint64_t probes_passed = 0;
  std::uint64_t probes_failed = 0;
};

class Upstream {
 public:
  Upstream(std::string name, Url url, HealthRules rules, WallTime now)
      : name_{std::move(name)}, url_{std::move(url)}, health_{rules}, since_{now} {}

  const std::string& name() const { return name_; }
  const Url& url() const { return url_; }
  UpstreamCounters& counters() { return counters_; }
  const UpstreamCounters& counters() const { return counters_; }

  // What one probe found.
  struct Probe {
    ProbeResult result = ProbeResult::failed;
    bool connected = false;
    std::chrono::microseconds latency{0};
    LastProbe what;
  };

  // Records one probe. The figures of an upstream that went down are forgotten: they say nothing of
  // a server that does not answer.
  void record_probe(Probe probe, Moment now);
  void record_metrics(std::optional<BackendMetrics> metrics, TimePoint now);
  // Where it was reached; returns true if that is news.
  bool record_ip(const std::string& ip);
  // To be called every 100 ms: what was recent then is so no longer.
  void grow_older();
  void set_rules(HealthRules rules) { health_.set_rules(rules); }
  HealthRules rules() const { return health_.rules(); }

  // What the operator wants of it.
  void want(Wanted wanted, Moment now);
  Wanted wanted() const { return wanted_; }

  // Whether it fails real requests. The caller looks at the whole pool (outlier.h), and says here
  // what came of it.
  OutlierState& outlier() { return outlier_; }
  const OutlierState& outlier() const { return outlier_; }
  void note_ejection(Moment now);  // it was ejected, or has returned

  // How busy it is.
  LoadState& load() { return load_; }
  const LoadState& load() const { return load_; }

  // May it receive new requests?
  bool eligible() const { return status() == Status::up; }
  // Would it, if it were not ejected?
  bool usable() const { return wanted_ == Wanted::enabled && health() == Health::healthy; }
  Health health() const { return health_.health(); }
  // There is nothing to wait for: probed, or not to be.
  bool probed() const { return health() != Health::unknown || wanted_ == Wanted::disabled; }

  // When it came back, be it from DOWN, EJECTED or MAINT; none if it never did. Slow start counts
  // from then.
  std::optional<TimePoint> returned() const { return returned_; }

  Status status() const;
  WallTime since() const { return since_; }
  const ProbeFacts& facts() const { return facts_; }
  const UpstreamTally& tally() const { return tally_; }

 private:
  void settle(Status before, Moment now);

  const std::string name_;
  const Url url_;
  UpstreamCounters counters_;
  HealthTracker health_;
  Wanted wanted_ = Wanted::enabled;
  OutlierState outlier_;
  LoadState load_;
  bool was_up_ = false;  // ever
  std::optional<TimePoint> returned_;
  WallTime since_;
  ProbeFacts facts_;
  UpstreamTally tally_;
  RecentRequests recent_requests_;
};

}  // namespace rrlb
