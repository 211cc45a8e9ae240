// One server that receives requests, as long as it is known: the object outlives reloads that keep
// its name and URL, and so do its counters and its health.
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
#include "balance/recent_requests.h"
#include "balance/response_times.h"
#include "core/address.h"
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
  Counter connections_open{0};
  Counter connections_opened{0};
  Counter retries{0};            // requests that another upstream had failed
  Counter settled{0};            // what `requests` was a second ago: see recent_requests.h
  Counter response_ewma_us{0};   // see response_ewma.h; 0: not known
  ResponseTimes response_times;  // until the head of a response came

  std::array<Counter, kFailureKinds> failures{};  // at the place of their FailureKind

  // Those that were its own doing.
  std::uint64_t own_failures() const;
};

// What the last probe and the last poll of the figures found.
struct ProbeFacts {
  std::string ip;  // where it answered a probe last; "" if it never did
  std::optional<std::chrono::microseconds> latency;
  std::optional<LastProbe> last_probe;
  BackendMetrics metrics;
};

class Upstream {
 public:
  Upstream(std::string name, Url url, HealthRules rules, WallTime now)
      : name_{std::move(name)}, url_{std::move(url)}, health_{rules}, since_{now} {}

  const std::string& name() const { return name_; }
  const Url& url() const { return url_; }
  UpstreamCounters& counters() { return counters_; }
  const UpstreamCounters& counters() const { return counters_; }

  // Records one probe; returns true if it changed the status. The figures of an upstream that went
  // down are forgotten: they say nothing of a server that does not answer.
  bool record_probe(ProbeResult result, std::chrono::microseconds latency, LastProbe what,
                    WallTime now);
  void record_metrics(std::optional<BackendMetrics> metrics);
  // Where it was reached; returns true if that is news.
  bool record_ip(const std::string& ip);
  // To be called every 100 ms: what was recent then is so no longer.
  void grow_older();
  void set_rules(HealthRules rules) { health_.set_rules(rules); }

  // May it receive new requests?
  bool eligible() const { return health_.health() == Health::healthy; }
  bool probed() const { return health_.health() != Health::unknown; }

  // The one word that people see, derived here and nowhere else.
  Status status() const;
  WallTime since() const { return since_; }
  const ProbeFacts& facts() const { return facts_; }

 private:
  const std::string name_;
  const Url url_;
  UpstreamCounters counters_;
  HealthTracker health_;
  WallTime since_;
  ProbeFacts facts_;
  RecentRequests recent_requests_;
};

}  // namespace rrlb
