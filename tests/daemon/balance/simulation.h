// A pool in simulated time: how an algorithm, with or without load feedback, affects response times
// when backends are not equally fast.
//
// Requests come at random (Poisson), each with a random amount of work (exponential). A backend
// works on one after the other, in the order of arrival, at its own speed; its CPU use is the share
// of the time in which it worked. All randomness comes from the seed: the same spec gives the same
// results.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rrlb::simulation {

// What a pick can depend on.
struct View {
  std::vector<std::uint64_t> in_flight;
  std::vector<double> response_seconds;  // smoothed; 0 before the first response
  std::vector<unsigned> percent;         // the current percentage of its weight
  std::uint64_t random = 0;              // a new number for each pick
};
using Pick = std::function<std::size_t(const View&)>;

struct Spec {
  std::vector<double> speeds{1, 1, 1, 0.5};
  double load = 0.75;  // of the capacity of all backends
  double work_seconds = 0.005;
  std::chrono::seconds length{600};
  std::chrono::milliseconds report_interval{2'000};
  bool feedback = false;
  std::uint64_t seed = 1;
};

struct BackendFigures {
  double share = 0;  // of the requests
  double cpu = 0;    // percent
  unsigned least_percent = 100;
  unsigned most_percent = 0;
};

// Measured over the second half of the run.
struct Figures {
  double p50_ms = 0;
  double p99_ms = 0;
  std::vector<BackendFigures> backends;
};

Figures run(const Spec& spec, const Pick& pick);

// In turn, by percentage.
Pick weighted_round_robin();
// The backend with the fewest requests under way for its percentage.
Pick least_connections();
// The less loaded and faster of two random backends.
Pick power_of_two();

}  // namespace rrlb::simulation
