#include "dashboard/history/history.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/dashboard/history/made_points.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

class HistoryTest : public testing::Test {
 protected:
  void open(const std::string& path) {
    history_.emplace(loop_, path, HistoryLimits{}, [this] { ++changes_; });
  }
  std::size_t points_of_web1() {
    std::optional<PointsAnswer> answer;
    history_->query(PointsQuery{"web1", after(0), after(9'999), 1'000},
                    [&answer](PointsAnswer given) { answer = std::move(given); });
    loop_.run_until([&answer] { return answer.has_value(); });
    return answer->points.size();
  }

  TempFolder folder_;
  TestLoop loop_;
  int changes_ = 0;
  std::optional<History> history_;
};

TEST_F(HistoryTest, AnswersOnTheLoop) {
  open((folder_.path() / "h.db").string());
  EXPECT_FALSE(history_->state().paused);
  history_->record(after(0), made_points(1, 2));
  history_->record(after(2), made_points(1, 2));
  EXPECT_EQ(points_of_web1(), 2);
  EXPECT_EQ(changes_, 0);
}

TEST_F(HistoryTest, FinishesQueuedWritesAtItsEnd) {
  const std::string path = (folder_.path() / "h.db").string();
  open(path);
  for (int i = 0; i < 100; ++i) history_->record(after(2 * i), made_points(1, 2));
  history_->remember({{"http://a", {3, 0}}});
  open(path);
  EXPECT_EQ(points_of_web1(), 100);
  ASSERT_EQ(history_->colors().size(), 1);
  EXPECT_EQ(history_->colors()[0].color.slot, 3);
}

TEST_F(HistoryTest, ManyColorsTakeOnePlaceInTheQueue) {
  open((folder_.path() / "h.db").string());
  std::vector<KnownColor> colors;
  for (int i = 0; i < 1'000; ++i) colors.push_back({"http://" + std::to_string(i), {i % 8, i / 8}});
  history_->remember(colors);
  history_->record(after(0), made_points(1, 2));
  EXPECT_EQ(points_of_web1(), 1);
  EXPECT_EQ(changes_, 0);
  open((folder_.path() / "h.db").string());
  EXPECT_EQ(history_->colors().size(), 1'000);
}

TEST_F(HistoryTest, ManyQueriesLeaveRoomForWrites) {
  open((folder_.path() / "h.db").string());
  std::vector<std::string> problems;
  for (int i = 0; i < 300; ++i) {
    history_->query(
        PointsQuery{"web1", after(0), after(9), 10},
        [&problems](const PointsAnswer& answer) { problems.push_back(answer.problem); });
  }
  EXPECT_EQ(problems, std::vector<std::string>(284, "too many requests at once"));
  history_->record(after(0), made_points(1, 2));
  EXPECT_FALSE(history_->state().paused);
  loop_.run_until([&problems] { return problems.size() == 300; });
  EXPECT_EQ(problems.back(), "");
  EXPECT_EQ(points_of_web1(), 1);
}

TEST_F(HistoryTest, NoAnswerComesAfterItsEnd) {
  open((folder_.path() / "h.db").string());
  bool answered = false;
  history_->query(PointsQuery{"web1", after(0), after(9), 10},
                  [&answered](const PointsAnswer&) { answered = true; });
  history_.reset();
  bool later = false;
  loop_.post([&later] { later = true; });
  loop_.run_until([&later] { return later; });
  EXPECT_FALSE(answered);
}

TEST_F(HistoryTest, AFileThatCannotBeOpenedPausesIt) {
  open("/nowhere/h.db");
  EXPECT_TRUE(history_->state().paused);
  EXPECT_EQ(history_->state().why, "unable to open database file");
  EXPECT_TRUE(history_->state().since.has_value());
  history_->record(after(0), made_points(1, 2));
  std::string problem;
  history_->query(HistoryQuery{after(0), after(1), 10, "", {}},
                  [&problem](const HistoryAnswer& answer) { problem = answer.problem; });
  loop_.run_until([&problem] { return !problem.empty(); });
  EXPECT_EQ(problem, "not open");
}

}  // namespace
}  // namespace rrlb
