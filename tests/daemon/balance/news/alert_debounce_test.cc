#include "daemon/balance/news/alert_debounce.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rrlb {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const TimePoint kStart{std::chrono::hours{5}};
const WallTime kWallStart{std::chrono::hours{500'000}};

// Changes at so many seconds after the start, and the alerts about them as text.
class AlertDebounceTest : public testing::Test {
 protected:
  void change(seconds at, const std::string& backend, Status before, Status after) {
    debounce_.record({backend, "http://" + backend, before, after, "because", kWallStart + at},
                     kStart + at);
  }
  void flap(seconds at, const std::string& backend) {
    change(at, backend, Status::up, Status::down);
    change(at + seconds{1}, backend, Status::down, Status::up);
  }
  std::vector<std::string> told(seconds at) {
    std::vector<std::string> lines;
    for (const Alert& alert : debounce_.take_due(kStart + at)) {
      lines.push_back(alert.change.backend + " " + std::string{to_string(alert.change.before)} +
                      " -> " + std::string{to_string(alert.change.after)} + ", " +
                      std::to_string(alert.changes) + ": " + alert.change.reason);
    }
    return lines;
  }

  AlertDebounce debounce_{seconds{5}};
};

TEST_F(AlertDebounceTest, ReportsAChangeThatLasts) {
  change(seconds{0}, "web1", Status::up, Status::down);
  EXPECT_EQ(debounce_.next_due(), kStart + seconds{5});
  EXPECT_THAT(told(seconds{4}), IsEmpty());
  EXPECT_THAT(told(seconds{5}), ElementsAre("web1 UP -> DOWN, 1: because"));
  EXPECT_EQ(debounce_.next_due(), std::nullopt);
  EXPECT_THAT(told(seconds{1000}), IsEmpty());
}

TEST_F(AlertDebounceTest, KeepsTheDetailsOfTheChange) {
  change(seconds{3}, "web1", Status::up, Status::down);
  const std::vector<Alert> alerts = debounce_.take_due(kStart + seconds{8});
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].change.url, "http://web1");
  EXPECT_EQ(alerts[0].change.time, kWallStart + seconds{3});
  EXPECT_FALSE(alerts[0].flapping());
}

TEST_F(AlertDebounceTest, DoesNotReportAChangeThatIsUndone) {
  change(seconds{0}, "web1", Status::up, Status::down);
  change(seconds{4}, "web1", Status::down, Status::up);
  EXPECT_THAT(told(seconds{1000}), IsEmpty());
  EXPECT_EQ(debounce_.next_due(), std::nullopt);
}

TEST_F(AlertDebounceTest, CombinesSeveralChanges) {
  change(seconds{0}, "web1", Status::up, Status::ejected);
  change(seconds{2}, "web1", Status::ejected, Status::up);
  change(seconds{4}, "web1", Status::up, Status::down);
  EXPECT_EQ(debounce_.next_due(), kStart + seconds{5});
  EXPECT_THAT(told(seconds{5}), ElementsAre("web1 UP -> DOWN, 3: because"));
}

TEST_F(AlertDebounceTest, OpensANewWindowAfterAnAlert) {
  change(seconds{0}, "web1", Status::up, Status::down);
  EXPECT_THAT(told(seconds{5}), ElementsAre("web1 UP -> DOWN, 1: because"));
  change(seconds{6}, "web1", Status::down, Status::up);
  EXPECT_THAT(told(seconds{10}), IsEmpty());
  EXPECT_THAT(told(seconds{11}), ElementsAre("web1 DOWN -> UP, 1: because"));
}

TEST_F(AlertDebounceTest, CountsUndoneChangesIntoTheNextAlert) {
  flap(seconds{0}, "web1");
  EXPECT_THAT(told(seconds{5}), IsEmpty());
  change(seconds{20}, "web1", Status::up, Status::down);
  EXPECT_THAT(told(seconds{24}), IsEmpty());
  EXPECT_THAT(told(seconds{25}), ElementsAre("web1 UP -> DOWN, 3: because"));
}

TEST_F(AlertDebounceTest, ForgetsUndoneChangesAfterTwelveWindows) {
  flap(seconds{0}, "web1");
  EXPECT_THAT(told(seconds{5}), IsEmpty());
  EXPECT_EQ(debounce_.next_due(), kStart + seconds{60});
  EXPECT_THAT(told(seconds{60}), IsEmpty());
  change(seconds{61}, "web1", Status::up, Status::down);
  EXPECT_THAT(told(seconds{66}), ElementsAre("web1 UP -> DOWN, 1: because"));
}

TEST_F(AlertDebounceTest, SumsUpFlapping) {
  for (const int at : {0, 15, 40}) {
    flap(seconds{at}, "web1");
    EXPECT_THAT(told(seconds{at + 5}), IsEmpty());
  }
  EXPECT_THAT(told(seconds{60}),
              ElementsAre("web1 UP -> UP, 6: flapping: 6 changes in 41 s, last: because"));
  EXPECT_EQ(debounce_.next_due(), std::nullopt);
}

TEST_F(AlertDebounceTest, DoesNotSumUpThreeChanges) {
  change(seconds{0}, "web1", Status::up, Status::down);
  change(seconds{1}, "web1", Status::down, Status::drain);
  change(seconds{2}, "web1", Status::drain, Status::up);
  EXPECT_THAT(told(seconds{5}), IsEmpty());
  EXPECT_THAT(told(seconds{1000}), IsEmpty());
}

TEST_F(AlertDebounceTest, DoesNotReportANewHealthyBackend) {
  change(seconds{0}, "web1", Status::unknown, Status::up);
  change(seconds{0}, "web2", Status::unknown, Status::maint);
  change(seconds{0}, "web3", Status::unknown, Status::down);
  EXPECT_THAT(told(seconds{5}), ElementsAre("web3 UNKNOWN -> DOWN, 1: because"));
}

TEST_F(AlertDebounceTest, DoesNotCountThatABackendWasNew) {
  change(seconds{0}, "web1", Status::unknown, Status::up);
  EXPECT_THAT(told(seconds{5}), IsEmpty());
  change(seconds{6}, "web1", Status::up, Status::down);
  EXPECT_THAT(told(seconds{11}), ElementsAre("web1 UP -> DOWN, 1: because"));
}

TEST_F(AlertDebounceTest, KeepsBackendsApart) {
  change(seconds{0}, "web2", Status::up, Status::down);
  change(seconds{1}, "web1", Status::up, Status::down);
  change(seconds{2}, "web2", Status::down, Status::up);
  EXPECT_THAT(told(seconds{6}), ElementsAre("web1 UP -> DOWN, 1: because"));
}

TEST_F(AlertDebounceTest, ReportsInTheOrderOfTheChanges) {
  change(seconds{0}, "web2", Status::up, Status::down);
  change(seconds{1}, "web1", Status::up, Status::down);
  EXPECT_THAT(told(seconds{60}),
              ElementsAre("web2 UP -> DOWN, 1: because", "web1 UP -> DOWN, 1: because"));
}

TEST_F(AlertDebounceTest, ReportsAtOnceWithoutAWindow) {
  debounce_.set_window(Milliseconds{0});
  change(seconds{0}, "web1", Status::up, Status::down);
  EXPECT_THAT(told(seconds{0}), ElementsAre("web1 UP -> DOWN, 1: because"));
  change(seconds{0}, "web1", Status::down, Status::up);
  EXPECT_THAT(told(seconds{0}), ElementsAre("web1 DOWN -> UP, 1: because"));
  EXPECT_EQ(debounce_.next_due(), std::nullopt);
}

TEST_F(AlertDebounceTest, KeepsTheWindowsThatAreOpen) {
  change(seconds{0}, "web1", Status::up, Status::down);
  debounce_.set_window(Milliseconds{500});
  change(seconds{1}, "web2", Status::up, Status::down);
  EXPECT_EQ(debounce_.next_due(), kStart + milliseconds{1500});
  EXPECT_THAT(told(seconds{4}), ElementsAre("web2 UP -> DOWN, 1: because"));
  EXPECT_THAT(told(seconds{5}), ElementsAre("web1 UP -> DOWN, 1: because"));
}

}  // namespace
}  // namespace rrlb
