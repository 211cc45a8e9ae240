// Decides how much of its weight a backend gets, from how busy it says its CPU is, so that the CPUs
// of a pool become equally busy: 25 to 100 %, and the best one has 100.
//
// Each report makes one small step: the multiplier is multiplied by the square root of the pool's
// mean CPU over its own, at most by 1.1 and at least by 0.85. Steps add up until the CPU is as busy
// as the mean, whatever the backend's capacity is; that is never said or guessed. Against unrest:
// the CPUs are smoothed; within 10 % of the mean nothing is changed; nothing is lowered while its
// CPU is below 50 %; what is used moves in steps of 5, and only when it is clearly off.
//
// The reports must mean the same everywhere: percent of what a backend can use. A report that is no
// sensible number is none, and one that leaps counts as twice what was thought at most (or 100).
//
// In the 10 s after a backend came (or came back) its reports do not count, and it has 100: its
// caches are cold, and slow start spares it already. One that has not reported for 3 intervals and
// 10 s is no longer compared; it moves back to 100 by 5 points an interval, and not at once: an
// overload may be what keeps it from reporting.
//
// Pure state: the caller brings the reports and the time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"

namespace rrlb {

// What is remembered of one backend; lives as long as its health.
class LoadState {
 public:
  // It came, or came back: begins anew.
  void came(TimePoint now);
  // What it says of its CPU in percent; none when it did not say.
  void report(std::optional<double> cpu, TimePoint now);

  unsigned percent() const { return percent_; }            // of its weight
  std::optional<double> cpu() const { return smoothed_; }  // smoothed; none while it is not known
  // "its CPU is at 98 %, the pool's at 74 %"; "" while it has its whole weight.
  const std::string& why() const { return why_; }

 private:
  friend bool feed_back(const std::vector<LoadState*>& pool, Milliseconds interval, TimePoint now);

  bool expired(Milliseconds interval, TimePoint now) const;
  void step(double mean);
  void drift(Milliseconds interval, TimePoint now);
  bool settle(double best, std::optional<double> mean);

  double inner_ = 100;
  unsigned percent_ = 100;
  std::optional<double> smoothed_;
  bool fresh_ = false;  // a report that has made no step yet
  TimePoint counts_from_{};
  TimePoint reported_{};
  TimePoint drifted_{};
  std::string why_;
};

// Takes up what was reported since the last time; true if a percent() changed. `pool` are those
// that receive requests now, `interval` is the time between two reports of one of them.
bool feed_back(const std::vector<LoadState*>& pool, Milliseconds interval, TimePoint now);

}  // namespace rrlb
