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

#include "balance/failure.h"
#include "balance/health.h"
#include "balance/load_feedback.h"
#include "balance/outlier.h"
#include "balance/recent_requests.h"
#include "balance/response_times.h"
#include "core/address.h"
#include "core/config.h"
#include "core/snapshot_json.h"
#include "core/time.h"

namespace rrlb {

// Written by the workers (two of them by the control thread), read by anyone. What every request
// writes comes first, on two cache lines and one bucket; what the control thread writes stands
// elsewhere, and does not slow a request. In the mode "redirect" only `requests` is written.
struct alignas(64) UpstreamCounters {
  using Counter = std::atomic<std::uint64_t>;

  Counter requests{0};                 // that were given to it, retries included
  Counter in_flight{0};                // exchanges under way
  std::array<Counter, 5> responses{};  // 1xx, 2xx, 3xx, 4xx, 5xx
  Counter connections_reused{0};       // exchanges that needed no new connection

  Counter bytes_sent{0};
  Counter bytes_received{0};
  Counter failures_in_a_row{0};  // since the last answer below 500
  Counter settled{0};            // what `requests` was a second ago: see recent_requests.h
  Counter response_ewma_us{0};   // see response_ewma.h; 0: not known
  ResponseTimes response_times;  // until the head of a response came

  Counter connections_open{0};
  Counter connections_opened{0};
  Counter retries{0};                             // requests that another upstream had failed
  std::array<Counter, kFailureKinds> failures{};  // at the place of their FailureKind

  // Those that were its own doing.
  std::uint64_t own_failures() const;
  // What tells an outlier: a failure is one of its own, or an answer of 500 to 599.
  OutlierCounts outlier_counts() const;
};

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
