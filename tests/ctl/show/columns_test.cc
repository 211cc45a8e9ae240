#include "ctl/show/columns.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(WidthOf, CountsCharactersNotBytes) {
  EXPECT_EQ(width_of(""), 0U);
  EXPECT_EQ(width_of("bücher"), 6U);
}

TEST(Cut, MarksWhatIsMissing) {
  EXPECT_EQ(cut("abcdef", 6), "abcdef");
  EXPECT_EQ(cut("abcdef", 5), "ab...");
  EXPECT_EQ(cut("bücher", 5), "bü...");
  EXPECT_EQ(cut("abcdef", 2), "..");
  EXPECT_EQ(cut("abcdef", 0), "");
}

}  // namespace
}  // namespace rrlb
