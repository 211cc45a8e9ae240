#include "daemon/balance/news/flapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/duration.h"

namespace rrlb {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const TimePoint kStart{std::chrono::hours{5}};

class FlappingTest : public testing::Test {
 protected:
  // The report of a change so many seconds after the start.
  std::string change(seconds at, const std::string& backend = "web1") {
    const Flapping::Verdict verdict = flapping_.change(backend, "because", kStart + at);
    if (verdict.by_itself) return "itself";
    return verdict.summary ? in_words(*verdict.summary) : "nothing";
  }
  std::vector<std::string> due(seconds at) {
    std::vector<std::string> lines;
    for (const auto& summary : flapping_.take_due(kStart + at)) lines.push_back(in_words(summary));
    return lines;
  }
  static std::string in_words(const Flapping::Summary& summary) {
    return summary.backend + ": " + std::to_string(summary.changes) + " in " +
           describe_duration(summary.length) + ", " + summary.reason;
  }

  Flapping flapping_;
};

TEST_F(FlappingTest, FiveChangesWithinAMinuteAreReportedOneByOne) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(change(seconds{i * 10}), "itself");
  EXPECT_EQ(flapping_.next_due(), std::nullopt);
}

TEST_F(FlappingTest, TheSixthIsSummedUpAtOnceAndFurtherOnesAfterAMinute) {
  for (int i = 0; i < 5; ++i) change(seconds{i * 8});
  EXPECT_EQ(change(seconds{42}), "web1: 6 in 42 s, because");
  for (int i = 0; i < 7; ++i) EXPECT_EQ(change(seconds{50 + i}), "nothing");
  EXPECT_EQ(flapping_.next_due(), kStart + seconds{102});
  EXPECT_THAT(due(seconds{101}), IsEmpty());
  EXPECT_THAT(due(seconds{102}), ElementsAre("web1: 7 in 60 s, because"));
}

TEST_F(FlappingTest, AMinuteWithoutAChangeEndsTheSummaries) {
  for (int i = 0; i < 6; ++i) change(seconds{i});
  EXPECT_THAT(due(seconds{65}), IsEmpty());
  EXPECT_EQ(flapping_.next_due(), std::nullopt);
  EXPECT_EQ(change(seconds{66}), "itself");
}

TEST_F(FlappingTest, ChangesFarApartAreNeverSummedUp) {
  for (int i = 0; i < 50; ++i) EXPECT_EQ(change(seconds{i * 15}), "itself");
}

TEST_F(FlappingTest, EachBackendIsJudgedByItself) {
  for (int i = 0; i < 6; ++i) change(seconds{i}, "web1");
  EXPECT_EQ(change(seconds{7}, "web2"), "itself");
}

TEST_F(FlappingTest, SummariesComeInTheOrderInWhichTheyBegan) {
  for (int i = 0; i < 7; ++i) change(seconds{i}, "web2");
  for (int i = 7; i < 14; ++i) change(seconds{i}, "web1");
  EXPECT_EQ(flapping_.next_due(), kStart + seconds{65});
  EXPECT_THAT(due(seconds{65}), ElementsAre("web2: 1 in 60 s, because"));
  EXPECT_EQ(flapping_.next_due(), kStart + seconds{72});
  EXPECT_THAT(due(seconds{125}),
              ElementsAre("web1: 1 in 113 s, because"));  // nothing more about web2
  EXPECT_EQ(flapping_.next_due(), kStart + seconds{185});
}

}  // namespace
}  // namespace rrlb
