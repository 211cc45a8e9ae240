// Decides when so few backends are usable that the others had better be used too: a panic.
//
// When most of a pool looks ill, either the checks are wrong, or the few that are left will fall
// under the load of all. So, when less than `panic_threshold_percent` of the pool is UP, requests
// go also to those that are EJECTED, and to those that are DOWN but can be connected to. Never to
// one whose connection does not come about, nor to one that was not probed yet.
//
// The pool is here what the operator wants used and what has been probed: to take backends out by
// hand is no reason to panic, nor is a daemon's start, and a drained or disabled one stays out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/balance/fitness/health.h"

namespace rrlb {

struct PanicFacts {
  bool wanted = true;  // neither draining nor disabled
  Health health = Health::unknown;
  bool ejected = false;
  bool connects = false;  // its last probe had a connection, whatever came of it
};

struct PanicPlan {
  bool panic = false;
  std::vector<std::size_t> besides;  // positions of those that are used beside the usable ones
  std::size_t usable = 0;            // of
  std::size_t pool = 0;
};

// A threshold of 0 is never reached.
PanicPlan plan_for_panic(std::uint64_t threshold_percent, const std::vector<PanicFacts>& backends);

// "1 of 4 backends usable, fewer than 50 %: 2 others are used too".
std::string describe_panic(const PanicPlan& plan, std::uint64_t threshold_percent);

}  // namespace rrlb
