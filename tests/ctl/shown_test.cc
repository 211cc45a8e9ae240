#include "ctl/shown.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Shown, LeavesTextAsItIs) {
  EXPECT_EQ(shown("web1, \"bücher\" \xF0\x9F\x98\x80 100 %"),
            "web1, \"bücher\" \xF0\x9F\x98\x80 100 %");
}

TEST(Shown, TakesTheForceFromControlCharacters) {
  EXPECT_EQ(shown("a\x1b[2J\r\n\t\x7f"), "a\\x1b[2J\\x0d\\x0a\\x09\\x7f");
  EXPECT_EQ(shown("\xC2\x9B"
                  "2J"),
            "\\xc2\\x9b2J");  // CSI in one character (C1)
  EXPECT_EQ(shown("\xE2\x80\xAE"
                  "abc"),
            "\\xe2\\x80\\xaeabc");  // writes from right to left
}

TEST(Shown, ShowsBytesThatAreNotUtf8) {
  EXPECT_EQ(shown("\xff"), "\\xff");
  EXPECT_EQ(shown("a\xC3"), "a\\xc3");                  // cut short
  EXPECT_EQ(shown("\xC3("), "\\xc3(");                  // goes on wrongly
  EXPECT_EQ(shown("\xE0\x80\x9B"), "\\xe0\\x80\\x9b");  // longer than it must be
  EXPECT_EQ(shown("\xED\xA0\x80"), "\\xed\\xa0\\x80");  // half a pair of UTF-16
  EXPECT_EQ(shown("\x9B"), "\\x9b");
}

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
