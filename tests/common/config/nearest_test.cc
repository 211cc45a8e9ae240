#include "common/config/nearest.h"

#include <gtest/gtest.h>

#include <string>

namespace rrlb {
namespace {

const std::vector<std::string_view> kWords{"interval", "timeout", "path", "rise", "fall"};

TEST(Nearest, ForgivesOneSlip) {
  EXPECT_EQ(nearest("intervall", kWords), "interval");  // one too many
  EXPECT_EQ(nearest("timout", kWords), "timeout");      // one missing
  EXPECT_EQ(nearest("pith", kWords), "path");           // one wrong
  EXPECT_EQ(nearest("rsie", kWords), "rise");           // two swapped
}

TEST(Nearest, ForgivesAThirdOfTheWord) {
  EXPECT_EQ(nearest("intrvla", kWords), "interval");
  EXPECT_EQ(nearest("ntrvl", kWords), "");
  EXPECT_EQ(nearest("rxxe", kWords), "");
}

TEST(Nearest, SaysNothingOfAnotherWord) {
  EXPECT_EQ(nearest("zzzz", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
  EXPECT_EQ(nearest("path", {}), "");
}

TEST(Nearest, PrefersTheNearerAndThenTheFirst) {
  EXPECT_EQ(nearest("fell", {"tell", "fall"}), "tell");
  EXPECT_EQ(nearest("fall", {"tall", "fall"}), "fall");
}

TEST(Nearest, DoesNotLabourOverVeryLongWords) {
  EXPECT_EQ(nearest(std::string(1'000'000, 'a'), kWords), "");
}

}  // namespace
}  // namespace rrlb
