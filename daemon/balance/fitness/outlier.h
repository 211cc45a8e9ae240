// Decides, from what real requests met, which backends are left out for a while: ejected.
//
// A backend is ejected
//   - when `consecutive_failures` of its requests failed in a row, or
//   - when it had `minimum_requests` in the last `interval`, and more than `failure_rate_percent`
//     points more of them failed than of the rest of the pool's, taken together: what fails
//     everywhere is no backend's own doing. A rest that had fewer than `minimum_requests` says
//     nothing, and counts as one without failures.
// Its window and its run are then forgotten, so that it begins anew when it returns.
//
// So much of the pool must stay: no ejection may leave more than `max_ejected_percent` of it out
// (rounded down), and whoever takes no requests for another reason (DOWN, not yet probed, draining,
// disabled) counts as out already. When not all may be ejected who deserve it, the worst go first.
//
// The n-th ejection lasts n times `ejection_time`, and never longer than `max_ejection_time`. For
// each two `ejection_time` that a backend then stays in, one ejection is forgotten.
//
// Looked at every 100 ms, and at once when a worker sees a run reach its limit. Pure: the caller
// brings counters and time; it logs, and builds the topology, when there are events.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/config/config.h"

namespace rrlb {

// A backend's counters at one moment.
struct OutlierCounts {
  std::uint64_t ended = 0;   // requests, ever
  std::uint64_t failed = 0;  // of these
  std::uint64_t run = 0;     // failures since the last success
};

// What is remembered of one backend; lives as long as its counters.
class OutlierState {
 public:
  bool ejected() const { return ejected_; }
  // Of the ejection that runs, or else of the last one.
  TimePoint until() const { return until_; }
  Milliseconds length() const { return length_; }
  std::uint64_t ejections() const { return ejections_; }    // ever
  std::uint64_t remembered() const { return remembered_; }  // that make the next one longer

  // Of the requests in the window; none if there were none.
  std::optional<double> failure_rate() const;
  std::uint64_t requests() const { return all_.ended; }  // in the window
  std::uint64_t failures() const { return all_.failed; }
  std::uint64_t run() const { return run_; }  // as far as it counts

  // Takes up what happened since the last look; it does not count while the backend is out.
  void take_up(const OutlierCounts& now_so, bool counts, Milliseconds interval, TimePoint now);
  void remember_less(Milliseconds ejection_time, TimePoint now);
  void eject(const OutlierConfig& rules, TimePoint now);
  void readmit(TimePoint now);

 private:
  static constexpr std::size_t kSlots = 10;

  struct Counts {
    std::uint64_t ended = 0;
    std::uint64_t failed = 0;
  };

  void roll(Milliseconds slot, TimePoint now);
  void forget();

  std::array<Counts, kSlots> slots_{};
  std::size_t at_ = 0;  // the slot that runs
  TimePoint slot_ends_{};
  Counts all_;              // of all slots together
  OutlierCounts seen_;      // at the last look
  std::uint64_t void_ = 0;  // so many of the run do not count: they came while it was out
  std::uint64_t run_ = 0;
  bool ejected_ = false;
  TimePoint until_{};
  Milliseconds length_{0};
  TimePoint calm_since_{};  // when it returned, or one ejection was last forgotten
  std::uint64_t ejections_ = 0;
  std::uint64_t remembered_ = 0;
};

struct OutlierFacts {
  OutlierState& state;
  OutlierCounts counts;
  bool usable = false;  // would receive requests if it is not ejected: UP and enabled
};

struct OutlierEvent {
  enum class What { ejected, returned };

  std::size_t which = 0;  // its position among the facts
  What what = What::ejected;
  TimePoint until{};      // of an ejection
  Milliseconds length{};  // how long it lasts, or lasted
  std::string reason;  // "5 failures in a row", "48 % of 120 requests failed, of the others' 0 %"
};

// One look at the whole pool. The workers' count of the run should be zeroed by the caller for each
// backend that an event names, so that it reaches its limit, and is told of, again.
std::vector<OutlierEvent> look_for_outliers(const OutlierConfig& rules,
                                            const std::vector<OutlierFacts>& pool, TimePoint now);

}  // namespace rrlb
