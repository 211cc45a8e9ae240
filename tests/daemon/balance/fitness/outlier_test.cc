#include "daemon/balance/fitness/outlier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace rrlb {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using What = OutlierEvent::What;

const TimePoint kStart{std::chrono::hours{5}};

// Backends whose requests end as the test says, and that are checked every 100 ms.
class Backends {
 public:
  explicit Backends(std::size_t number) : backends_(number) {}

  OutlierConfig rules;

  void succeed(std::size_t which, std::uint64_t number) {
    counts(which).ended += number;
    if (number > 0) counts(which).run = 0;
  }
  void fail(std::size_t which, std::uint64_t number) {
    counts(which).ended += number;
    counts(which).failed += number;
    counts(which).run += number;
  }
  // The failures never form a run that is long enough to matter.
  void fail_some(std::size_t which, std::uint64_t number, std::uint64_t of) {
    fail(which, number);
    succeed(which, of - number);
    counts(which).run = 0;
  }
  void set_usable(std::size_t which, bool usable) { backends_[which].usable = usable; }
  const OutlierState& state(std::size_t which) const { return backends_[which].state; }

  std::vector<OutlierEvent> look() {
    std::vector<OutlierFacts> facts;
    for (Backend& backend : backends_) {
      facts.push_back({backend.state, backend.counts, backend.usable});
    }
    return look_for_outliers(rules, facts, now_);
  }
  // The events of that time, as "1 ejected: reason".
  std::vector<std::string> events_after(Milliseconds time) {
    std::vector<std::string> events;
    for (const TimePoint end = now_ + time; now_ < end;) {
      now_ += Milliseconds{100};
      for (const OutlierEvent& event : look()) {
        events.push_back(std::to_string(event.which) +
                         (event.what == What::ejected ? " ejected: " : " returned: ") +
                         event.reason);
      }
    }
    return events;
  }
  std::vector<std::string> events() { return events_after(Milliseconds{100}); }
  TimePoint now() const { return now_; }

  // Fails until the backend is ejected, then waits for its return. Returns how long that was.
  Milliseconds eject_and_wait(std::size_t which) {
    fail(which, 5);
    EXPECT_EQ(events().size(), 1U);
    EXPECT_TRUE(state(which).ejected());
    const TimePoint since = now_;
    while (state(which).ejected()) events();
    return std::chrono::duration_cast<Milliseconds>(now_ - since);
  }

 private:
  struct Backend {
    OutlierState state;
    OutlierCounts counts;
    bool usable = true;
  };

  OutlierCounts& counts(std::size_t which) { return backends_[which].counts; }

  std::deque<Backend> backends_;
  TimePoint now_ = kStart;
};

TEST(Outlier, ARunOfFailuresEjects) {
  Backends backends{4};
  backends.fail(1, 4);
  EXPECT_THAT(backends.events(), IsEmpty());
  backends.fail(1, 1);
  EXPECT_THAT(backends.events(), ElementsAre("1 ejected: 5 failures in a row"));
  EXPECT_TRUE(backends.state(1).ejected());
  EXPECT_EQ(backends.state(1).until(), backends.now() + seconds{10});
  EXPECT_EQ(backends.state(1).ejections(), 1U);
}

TEST(Outlier, ASuccessBreaksTheRun) {
  Backends backends{4};
  backends.rules.failure_rate_percent = 0;
  for (int i = 0; i < 4; ++i) {
    backends.fail(1, 4);
    backends.succeed(1, 1);
    EXPECT_THAT(backends.events(), IsEmpty()) << i;
  }
}

TEST(Outlier, OneFailureIsReportedInTheSingular) {
  Backends backends{2};
  backends.rules.consecutive_failures = 1;
  backends.fail(0, 1);
  EXPECT_THAT(backends.events(), ElementsAre("0 ejected: 1 failure"));
}

TEST(Outlier, NoRunEjectsWhenRunsDoNotCount) {
  Backends backends{4};
  backends.rules.consecutive_failures = 0;
  backends.fail(1, 19);
  EXPECT_THAT(backends.events(), IsEmpty());
}

TEST(Outlier, ARateFarAboveTheOthersEjects) {
  Backends backends{4};
  for (const std::size_t other : {0U, 1U, 3U}) backends.succeed(other, 100);
  backends.fail_some(2, 58, 120);
  EXPECT_THAT(backends.events(),
              ElementsAre("2 ejected: 48 % of 120 requests failed, of the others' 0 %"));
}

TEST(Outlier, ARateNotFarAboveTheOthersDoesNotEject) {
  Backends backends{4};
  for (const std::size_t other : {0U, 1U, 3U}) backends.fail_some(other, 20, 100);
  backends.fail_some(2, 50, 100);
  EXPECT_THAT(backends.events(), IsEmpty());
  backends.fail_some(2, 2, 2);
  EXPECT_THAT(backends.events(),
              ElementsAre("2 ejected: 51 % of 102 requests failed, of the others' 20 %"));
}

TEST(Outlier, ARateThatAllHaveEjectsNone) {
  Backends backends{4};
  for (const std::size_t all : {0U, 1U, 2U, 3U}) backends.fail_some(all, 90, 100);
  EXPECT_THAT(backends.events(), IsEmpty());
}

TEST(Outlier, ARateOfFewRequestsDoesNotEject) {
  Backends backends{4};
  for (const std::size_t other : {0U, 1U, 3U}) backends.succeed(other, 100);
  backends.fail_some(2, 19, 19);
  EXPECT_THAT(backends.events(), IsEmpty());
  backends.fail_some(2, 1, 1);
  EXPECT_THAT(backends.events(),
              ElementsAre("2 ejected: 100 % of 20 requests failed, of the others' 0 %"));
}

TEST(Outlier, ARateCountsAloneWhileTheOthersHadFewRequests) {
  Backends backends{2};
  backends.fail_some(0, 19, 19);
  backends.fail_some(1, 8, 20);
  EXPECT_THAT(backends.events(), ElementsAre("1 ejected: 40 % of 20 requests failed"));
}

TEST(Outlier, NoRateEjectsWhenRatesDoNotCount) {
  Backends backends{4};
  backends.rules.failure_rate_percent = 0;
  backends.fail_some(2, 100, 100);
  EXPECT_THAT(backends.events(), IsEmpty());
}

TEST(Outlier, FailuresAreForgottenAfterTheInterval) {
  Backends backends{4};
  backends.succeed(0, 1000);
  backends.fail_some(2, 19, 19);
  EXPECT_THAT(backends.events_after(seconds{9}), IsEmpty());
  EXPECT_EQ(backends.state(2).failure_rate(), 1.0);
  EXPECT_THAT(backends.events_after(seconds{2}), IsEmpty());
  EXPECT_EQ(backends.state(2).failure_rate(), std::nullopt);
  backends.fail_some(2, 1, 1);
  EXPECT_THAT(backends.events(), IsEmpty());
}

TEST(Outlier, TheWindowSlides) {
  Backends backends{4};
  for (int second = 0; second < 60; ++second) {
    backends.fail_some(2, 1, 10);
    EXPECT_THAT(backends.events_after(seconds{1}), IsEmpty());
  }
  EXPECT_GE(backends.state(2).requests(), 90U);
  EXPECT_LE(backends.state(2).requests(), 110U);
}

TEST(Outlier, SeveralOutliersAreEjectedInOneCheck) {
  Backends backends{5};
  for (const std::size_t bad : {1U, 3U}) backends.fail_some(bad, 60, 100);
  for (const std::size_t good : {0U, 2U, 4U}) backends.succeed(good, 100);
  EXPECT_THAT(backends.events(),
              ElementsAre("1 ejected: 60 % of 100 requests failed, of the others' 15 %",
                          "3 ejected: 60 % of 100 requests failed, of the others' 0 %"));
}

TEST(Outlier, EjectsTheWorstFirstUpToTheAllowedShareOfThePool) {
  Backends backends{5};
  backends.succeed(0, 10);
  backends.succeed(1, 1);
  for (const std::size_t all : {0U, 1U, 2U, 3U, 4U}) backends.fail(all, 5);
  backends.succeed(2, 1);
  backends.fail(2, 6);
  EXPECT_THAT(backends.events(),
              ElementsAre("3 ejected: 5 failures in a row", "4 ejected: 5 failures in a row"));
  EXPECT_THAT(backends.events_after(seconds{5}), IsEmpty());
}

TEST(Outlier, AnotherIsEjectedWhenOneReturns) {
  Backends backends{2};
  backends.fail(0, 5);
  backends.fail(1, 5);
  EXPECT_THAT(backends.events(), ElementsAre("0 ejected: 5 failures in a row"));
  EXPECT_THAT(backends.events_after(seconds{10}),
              ElementsAre("0 returned: was ejected for 10 s", "1 ejected: 5 failures in a row"));
}

TEST(Outlier, ASingleBackendIsNeverEjected) {
  Backends backends{1};
  backends.fail(0, 50);
  EXPECT_THAT(backends.events(), IsEmpty());
}

TEST(Outlier, AllMayBeEjectedWhenTheRuleSaysSo) {
  Backends backends{2};
  backends.rules.max_ejected_percent = 100;
  backends.fail(0, 5);
  backends.fail(1, 5);
  EXPECT_EQ(backends.events().size(), 2U);
}

TEST(Outlier, ABackendThatTakesNoRequestsCountsAsOut) {
  Backends backends{4};
  backends.set_usable(0, false);
  backends.fail(1, 5);
  backends.fail(2, 5);
  EXPECT_THAT(backends.events(), ElementsAre("1 ejected: 5 failures in a row"));
  EXPECT_THAT(backends.events_after(seconds{5}), IsEmpty());
  backends.set_usable(0, true);
  EXPECT_THAT(backends.events(), ElementsAre("2 ejected: 5 failures in a row"));
}

TEST(Outlier, AnEjectedBackendThatIsDownCountsOnce) {
  Backends backends{4};
  backends.fail(0, 5);
  EXPECT_EQ(backends.events().size(), 1U);
  backends.set_usable(0, false);
  backends.fail(1, 5);
  EXPECT_THAT(backends.events(), ElementsAre("1 ejected: 5 failures in a row"));
}

TEST(Outlier, ABackendThatIsDownIsNotEjectedAndStartsFreshWhenUp) {
  Backends backends{4};
  backends.set_usable(1, false);
  backends.fail(1, 100);
  EXPECT_THAT(backends.events(), IsEmpty());
  backends.set_usable(1, true);
  EXPECT_THAT(backends.events(), IsEmpty());
  backends.fail(1, 4);
  EXPECT_THAT(backends.events(), IsEmpty());
  backends.fail(1, 1);
  EXPECT_THAT(backends.events(), ElementsAre("1 ejected: 5 failures in a row"));
}

TEST(Outlier, AnEjectedBackendReturnsAfterItsTimeAndStartsFresh) {
  Backends backends{4};
  backends.fail(1, 50);
  EXPECT_EQ(backends.events().size(), 1U);
  backends.fail(1, 50);  // requests that were under way
  EXPECT_THAT(backends.events_after(Milliseconds{9'900}), IsEmpty());
  EXPECT_THAT(backends.events(), ElementsAre("1 returned: was ejected for 10 s"));
  EXPECT_EQ(backends.state(1).failure_rate(), std::nullopt);
  EXPECT_EQ(backends.state(1).run(), 0U);
  EXPECT_THAT(backends.events_after(seconds{1}), IsEmpty());
  backends.fail(1, 5);
  EXPECT_THAT(backends.events(), ElementsAre("1 ejected: 5 failures in a row"));
}

TEST(Outlier, ARunThatTheCallerResetCountsFromZero) {
  Backends backends{4};
  backends.fail(1, 7);
  EXPECT_EQ(backends.events().size(), 1U);
  backends.succeed(1, 1);
  EXPECT_EQ(backends.events_after(seconds{10}).size(), 1U);
  backends.fail(1, 5);
  EXPECT_THAT(backends.events(), ElementsAre("1 ejected: 5 failures in a row"));
}

TEST(Outlier, EachEjectionIsLongerUpToTheLongest) {
  Backends backends{4};
  backends.rules.max_ejection_time = seconds{35};
  for (const int expected : {10, 20, 30, 35, 35, 35}) {
    EXPECT_EQ(backends.eject_and_wait(0), seconds{expected});
  }
  EXPECT_EQ(backends.state(0).ejections(), 6U);
  EXPECT_EQ(backends.state(0).remembered(), 3U);
}

TEST(Outlier, AnEjectionIsForgottenForEachTwoEjectionTimesThatItStaysIn) {
  Backends backends{4};
  backends.eject_and_wait(0);
  backends.eject_and_wait(0);
  EXPECT_EQ(backends.eject_and_wait(0), seconds{30});
  EXPECT_EQ(backends.state(0).remembered(), 3U);
  backends.events_after(Milliseconds{19'900});
  EXPECT_EQ(backends.state(0).remembered(), 3U);
  backends.events();
  EXPECT_EQ(backends.state(0).remembered(), 2U);
  backends.events_after(seconds{20});
  EXPECT_EQ(backends.state(0).remembered(), 1U);
  EXPECT_EQ(backends.eject_and_wait(0), seconds{20});
  backends.events_after(seconds{1000});
  EXPECT_EQ(backends.eject_and_wait(0), seconds{10});
}

TEST(Outlier, AnEmptyPoolHasNoEvents) {
  Backends backends{0};
  EXPECT_THAT(backends.events(), IsEmpty());
}

}  // namespace
}  // namespace rrlb
