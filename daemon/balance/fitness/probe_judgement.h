// Decides whether a probe that failed says something about the backend.
//
// A probe without an answer by its deadline was perhaps answered, and it was this process that got
// round to it too late: when its own loop was late for more than a quarter of the timeout, the
// probe is repeated. The same goes for a connection that the backend closed because the request
// came too late. At most 5 probes in a row are repeated, so that a loop that is always late finds a
// dead backend all the same.
//
// An answer is an answer: a status outside 2xx and 3xx always counts.
//
// Pure: the caller brings how late the loop was.
#pragma once

#include "common/base/time.h"

namespace rrlb {

struct FailedProbe {
  bool answered = false;        // with a status that fails
  Milliseconds timeout{};       // that it had
  Clock::duration own_lag{};    // how late our loop was while it was under way
  unsigned repeats_so_far = 0;  // of probes before it, in a row
};

inline bool counts(const FailedProbe& probe) {
  constexpr unsigned kMostRepeats = 5;
  return probe.answered || probe.repeats_so_far >= kMostRepeats ||
         probe.own_lag * 4 <= probe.timeout;
}

}  // namespace rrlb
