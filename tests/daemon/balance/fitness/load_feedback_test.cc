#include "daemon/balance/fitness/load_feedback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <limits>

namespace rrlb {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using Reports = std::vector<std::optional<double>>;

const TimePoint kStart{std::chrono::hours{5}};

// Backends that started long ago and report every 2 s.
class Pool {
 public:
  explicit Pool(std::size_t number) : states_(number) {}

  Milliseconds interval{2'000};

  // One report of each backend, an interval after the last one.
  bool report(const Reports& cpus) {
    now_ += interval;
    for (std::size_t i = 0; i < cpus.size(); ++i) states_[i].report(cpus[i], now_);
    return feed_back(all(), interval, now_);
  }
  void report(int times, const Reports& cpus) {
    for (int i = 0; i < times; ++i) report(cpus);
  }
  void came(std::size_t which) { states_[which].came(now_); }
  std::vector<unsigned> percents() const {
    std::vector<unsigned> percents;
    for (const LoadState& state : states_) percents.push_back(state.percent());
    return percents;
  }
  const LoadState& state(std::size_t which) const { return states_[which]; }

  // The CPU use of backends of these speeds that share a load in proportion to their percentages.
  Reports cpus(const std::vector<double>& speeds, double load) const {
    double whole = 0;
    for (const unsigned percent : percents()) whole += percent;
    Reports cpus;
    for (std::size_t i = 0; i < speeds.size(); ++i) {
      cpus.emplace_back(std::min(100.0, 100 * load * percents()[i] / whole / speeds[i]));
    }
    return cpus;
  }

 private:
  std::vector<LoadState*> all() {
    std::vector<LoadState*> all;
    for (LoadState& state : states_) all.push_back(&state);
    return all;
  }

  std::deque<LoadState> states_;
  TimePoint now_ = kStart;
};

TEST(LoadFeedback, EachHasItsWholeWeightUntilOneReports) {
  Pool pool{3};
  EXPECT_FALSE(pool.report({{}, {}, {}}));
  EXPECT_THAT(pool.percents(), ElementsAre(100, 100, 100));
  EXPECT_EQ(pool.state(0).why(), "");
}

TEST(LoadFeedback, ABusierBackendGetsLess) {
  Pool pool{2};
  EXPECT_TRUE(pool.report({50, 90}));
  EXPECT_THAT(pool.percents(), ElementsAre(100, 90));
  EXPECT_EQ(pool.state(1).why(), "its CPU is at 90 %, the pool's at 70 %");
  EXPECT_EQ(pool.state(0).why(), "");
}

TEST(LoadFeedback, AStepIsBounded) {
  Pool pool{4};
  pool.report({1, 1, 1, 100});
  EXPECT_THAT(pool.percents(), ElementsAre(100, 100, 100, 85));
}

TEST(LoadFeedback, ABackendOfHalfTheSpeedSettlesAtHalfItsWeight) {
  for (const double load : {1.5, 2.0, 2.6, 3.0}) {
    Pool pool{4};
    const std::vector<double> speeds{1, 1, 1, 0.5};
    for (int i = 0; i < 30; ++i) pool.report(pool.cpus(speeds, load));
    const std::vector<unsigned> settled = pool.percents();
    EXPECT_THAT(std::vector<unsigned>(settled.begin(), settled.end() - 1),
                ElementsAre(100, 100, 100));
    EXPECT_GE(settled[3], 45U) << load;
    EXPECT_LE(settled[3], 55U) << load;
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(pool.report(pool.cpus(speeds, load))) << load;
  }
}

TEST(LoadFeedback, ABackendThatRecoversGetsItsWeightBack) {
  Pool pool{4};
  for (int i = 0; i < 30; ++i) pool.report(pool.cpus({1, 1, 1, 0.3}, 2.4));
  EXPECT_LE(pool.percents()[3], 40U);
  for (int i = 0; i < 30; ++i) pool.report(pool.cpus({1, 1, 1, 1}, 2.4));
  EXPECT_GE(pool.percents()[3], 90U);
}

TEST(LoadFeedback, NoneGetsLessThanAQuarter) {
  Pool pool{4};
  pool.report(100, {10, 10, 10, 100});
  EXPECT_THAT(pool.percents(), ElementsAre(100, 100, 100, 25));
}

TEST(LoadFeedback, TheBestHasItsWholeWeight) {
  Pool pool{3};
  pool.report(100, {20, 90, 90});
  EXPECT_THAT(pool.percents(), ElementsAre(100, 25, 25));
  pool.report(100, {95, 60, 60});
  EXPECT_THAT(pool.percents(), ElementsAre(25, 100, 100));
}

TEST(LoadFeedback, NothingChangesNearTheMean) {
  Pool pool{3};
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(pool.report({75, 81, 69}));
}

TEST(LoadFeedback, NothingIsLoweredBelowHalfOfTheCpu) {
  Pool pool{3};
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(pool.report({5, 5, 49}));
  EXPECT_TRUE(pool.report({5, 5, 80}));
}

TEST(LoadFeedback, TheAppliedPercentageMovesInStepsOfFive) {
  Pool pool{2};
  for (int i = 0; i < 30; ++i) {
    pool.report({50, 90});
    EXPECT_EQ(pool.percents()[1] % 5, 0U);
  }
}

TEST(LoadFeedback, ASinglePeakMovesLittle) {
  Pool pool{4};
  pool.report(10, {70, 70, 70, 70});
  pool.report({70, 70, 70, 100});
  pool.report(3, {70, 70, 70, 70});
  EXPECT_GE(pool.percents()[3], 90U);
}

TEST(LoadFeedback, AnInvalidNumberIsIgnored) {
  Pool pool{2};
  pool.report(3, {60, 60});
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const double nonsense : {std::nan(""), kInfinity, -kInfinity, -1.0}) {
    EXPECT_FALSE(pool.report({60, nonsense}));
    EXPECT_EQ(pool.state(1).cpu(), 60);
  }
}

TEST(LoadFeedback, OneFalseReportHasAShortEffect) {
  Pool pool{4};
  pool.report(10, {70, 70, 70, 70});
  pool.report({70, 70, 70, 1e300});
  EXPECT_THAT(pool.percents(), ElementsAre(100, 100, 100, 90));
  for (int i = 0; i < 20; ++i) pool.report(pool.cpus({1, 1, 1, 1}, 2.8));
  EXPECT_GE(pool.percents()[3], 90U);
}

TEST(LoadFeedback, CoresMayAddUp) {
  Pool pool{2};
  pool.report(20, {400, 400});
  EXPECT_NEAR(*pool.state(0).cpu(), 400, 1);
  pool.report(20, {300, 600});
  EXPECT_LT(pool.percents()[1], 100U);
}

TEST(LoadFeedback, ReportsOfTheFirstTenSecondsDoNotCount) {
  Pool pool{2};
  pool.report(20, {30, 100});
  EXPECT_LT(pool.percents()[1], 50U);
  pool.came(1);
  EXPECT_THAT(pool.percents(), ElementsAre(100, 100));
  pool.report(4, {30, 100});
  EXPECT_EQ(pool.state(1).cpu(), std::nullopt);
  EXPECT_THAT(pool.percents(), ElementsAre(100, 100));
  pool.report({30, 100});
  EXPECT_THAT(pool.percents(), ElementsAre(100, 85));
}

TEST(LoadFeedback, AMissedReportChangesNothing) {
  Pool pool{2};
  pool.report(5, {40, 100});
  const std::vector<unsigned> before = pool.percents();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(pool.report({{}, {}}));
  EXPECT_EQ(pool.percents(), before);
}

TEST(LoadFeedback, ABackendThatStopsReportingGetsItsWeightBackGradually) {
  Pool pool{2};
  pool.report(100, {30, 100});
  EXPECT_EQ(pool.percents()[1], 25U);
  for (int i = 0; i < 6; ++i) pool.report({50, {}});
  EXPECT_EQ(pool.state(1).cpu(), std::nullopt);
  EXPECT_EQ(pool.percents()[1], 25U);
  EXPECT_EQ(pool.state(1).why(), "its CPU is not known any more");
  pool.report({50, {}});
  EXPECT_EQ(pool.percents()[1], 30U);
  for (int i = 0; i < 14; ++i) pool.report({50, {}});
  EXPECT_EQ(pool.percents()[1], 100U);
  EXPECT_EQ(pool.state(1).why(), "");
}

TEST(LoadFeedback, ThreeReportsMustBeMissedHoweverLongTheIntervalIs) {
  Pool pool{2};
  pool.interval = seconds{30};
  pool.report(100, {30, 100});
  pool.report(3, {50, {}});
  EXPECT_NE(pool.state(1).cpu(), std::nullopt);
  pool.report({50, {}});
  EXPECT_EQ(pool.state(1).cpu(), std::nullopt);
}

TEST(LoadFeedback, ABackendThatReportsNothingIsNotCompared) {
  Pool pool{3};
  pool.report(10, {60, 62, {}});
  EXPECT_THAT(pool.percents(), ElementsAre(100, 100, 100));
}

TEST(LoadFeedback, ASingleBackendHasItsWholeWeight) {
  Pool pool{1};
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(pool.report({100}));
  EXPECT_THAT(pool.percents(), ElementsAre(100));
}

TEST(LoadFeedback, AnEmptyPoolChangesNothing) { EXPECT_FALSE(feed_back({}, seconds{2}, kStart)); }

}  // namespace
}  // namespace rrlb
