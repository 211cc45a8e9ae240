#include "traffic/progress.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(ProgressLine, ShowsTheProgress) {
  EXPECT_EQ(
      progress_line({1'250, 5'000, 3, 4'123.7, 1, 1}, 120),
      "[##########..............................] 1250/5000  25 %  4123 requests/s  3 failed");
}

TEST(ProgressLine, ShowsTheRoundIfThereAreSeveral) {
  EXPECT_EQ(progress_line({5'000, 5'000, 0, 50, 50, 50}, 120),
            "[########################################] 5000/5000  100 %  round 50/50  50 "
            "requests/s  0 failed");
}

TEST(ProgressLine, FitsTheTerminal) {
  const Progress progress{1'250, 5'000, 0, 4'123.7, 1, 1};
  EXPECT_EQ(progress_line(progress, 60),
            "[###............] 1250/5000  25 %  4123 requests/s  0 failed");
  EXPECT_EQ(progress_line(progress, 48), "1250/5000  25 %  4123 requests/s  0 failed");
  for (std::size_t columns = 0; columns < 130; ++columns) {
    EXPECT_LE(progress_line(progress, columns).size(), columns);
  }
}

TEST(ProgressLine, OfNothingIsEmpty) {
  EXPECT_TRUE(progress_line({0, 0, 0, 0, 1, 1}, 80).starts_with("[....."));
}

}  // namespace
}  // namespace rrlb
