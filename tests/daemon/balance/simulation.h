// A pool in simulated time: what a way of picking, with load feedback or without, does to response
// times when backends are not equally strong.
//
// Requests come at random (Poisson), each with a random amount of work (exponential). A backend
// works on one after the other, in the order they came, at its own speed; its CPU is the share of
// the time in which it worked. Everything comes from the seed: the same spec gives the same
// figures.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/time.h"

namespace rrlb::simulation {

// What a pick may go by.
struct View {
  std::vector<std::uint64_t> in_flight;
  std::vector<double> response_seconds;  // smoothed; 0 before the first response
  std::vector<unsigned> percent;         // of its weight, that a backend gets now
  std::uint64_t random = 0;              // another one for each pick
};
using Pick = std::function<std::size_t(const View&)>;

struct Spec {
  std::vector<double> speeds{1, 1, 1, 0.5};
  double load = 0.75;  // of what all can do together
  double work_seconds = 0.005;
  std::chrono::seconds length{600};
  Milliseconds report_interval{2'000};
  bool feedback = false;
  std::uint64_t seed = 1;
};

struct BackendFigures {
  double share = 0;  // of the requests
  double cpu = 0;    // percent
  unsigned least_percent = 100;
  unsigned most_percent = 0;
};

// All of the second half of the run.
struct Figures {
  double p50_ms = 0;
  double p99_ms = 0;
  std::vector<BackendFigures> backends;
};

Figures run(const Spec& spec, const Pick& pick);

// In turn, by percent.
Pick weighted_round_robin();
// Who has the fewest under way for its percent.
Pick least_connections();
// The less loaded and quicker of two at random.
Pick power_of_two();

}  // namespace rrlb::simulation
