#include "tests/daemon/balance/simulation.h"

#include <gtest/gtest.h>

// Three backends and one of half their speed, at three quarters of their total capacity.
namespace rrlb::simulation {
namespace {

constexpr double kSlow = 0.005 / 0.5 * 1000;  // ms of an average request, alone on the slow one

Spec with_feedback(std::uint64_t seed = 1) {
  Spec spec;
  spec.feedback = true;
  spec.seed = seed;
  return spec;
}

TEST(Simulation, TheSameSeedGivesTheSameFigures) {
  const Figures once = run(with_feedback(), weighted_round_robin());
  const Figures again = run(with_feedback(), weighted_round_robin());
  EXPECT_EQ(once.p99_ms, again.p99_ms);
  EXPECT_EQ(once.backends[3].share, again.backends[3].share);
}

TEST(Simulation, RoundRobinOverloadsTheSlowBackend) {
  const Figures figures = run({}, weighted_round_robin());
  EXPECT_NEAR(figures.backends[3].share, 0.25, 0.001);
  EXPECT_GT(figures.backends[3].cpu, 99);
  EXPECT_GT(figures.p99_ms, 10'000);
}

TEST(Simulation, LoadFeedbackRelievesTheSlowBackend) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Figures figures = run(with_feedback(seed), weighted_round_robin());
    EXPECT_LT(figures.p99_ms, 12 * kSlow) << seed;
    EXPECT_NEAR(figures.backends[3].share, 1 / 7.0, 0.02) << seed;
    for (const BackendFigures& backend : figures.backends) {
      EXPECT_GT(backend.cpu, 65) << seed;
      EXPECT_LT(backend.cpu, 85) << seed;
    }
  }
}

TEST(Simulation, LoadFeedbackSettles) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Figures figures = run(with_feedback(seed), weighted_round_robin());
    for (const BackendFigures& backend : figures.backends) {
      EXPECT_LE(backend.most_percent - backend.least_percent, 10U) << seed;
    }
    EXPECT_GE(figures.backends[3].least_percent, 40U) << seed;
    EXPECT_LE(figures.backends[3].most_percent, 60U) << seed;
  }
}

TEST(Simulation, LoadFeedbackLeavesEqualBackendsAlone) {
  Spec spec = with_feedback();
  spec.speeds = {1, 1, 1, 1};
  for (const BackendFigures& backend : run(spec, weighted_round_robin()).backends) {
    EXPECT_GE(backend.least_percent, 90U);
  }
}

TEST(Simulation, LeastConnectionsAndPowerOfTwoNeedNoFeedback) {
  for (const Pick& pick : {least_connections(), power_of_two()}) {
    const Figures without = run({}, pick);
    EXPECT_LT(without.p99_ms, 8 * kSlow);
    const Figures with = run(with_feedback(), pick);
    EXPECT_LT(with.p99_ms, 1.15 * without.p99_ms);
  }
}

}  // namespace
}  // namespace rrlb::simulation
