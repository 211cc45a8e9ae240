#include "common/base/printable.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Printable, LeavesTextAndUtf8AsTheyAre) {
  EXPECT_EQ(printable("backend \"web1\": UP -> DOWN 100 % \\ ~ für"),
            "backend \"web1\": UP -> DOWN 100 % \\ ~ für");
}

TEST(Printable, ReplacesControlCharacters) {
  EXPECT_EQ(printable("a\r\nfake line\x1b[2J\t\x7f" + std::string(1, '\0')),
            "a\\x0d\\x0afake line\\x1b[2J\\x09\\x7f\\x00");
}

// journalctl shows a line with such bytes as "[blob data]", which would hide it.
TEST(Printable, ReplacesInvalidUtf8) {
  EXPECT_EQ(printable("a\xff\xc3("), "a\\xff\\xc3(");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b31m");  // CSI as a single character
}

TEST(Printable, ReplacesMalformedUtf8) {
  EXPECT_EQ(printable("a\xC3"), "a\\xc3");                  // cut short
  EXPECT_EQ(printable("\xE0\x80\x9B"), "\\xe0\\x80\\x9b");  // overlong
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xed\\xa0\\x80");  // half a surrogate pair
  EXPECT_EQ(printable("\x9B"), "\\x9b");
}

TEST(Printable, ReplacesMarksThatChangeTheTextDirection) {
  EXPECT_EQ(printable("\xe2\x80\xaegnp"), "\\xe2\\x80\\xaegnp");
}

TEST(Printable, IsCutBeforeACharacterThatDoesNotFit) {
  EXPECT_EQ(printable("abc", 2), "ab");
  EXPECT_EQ(printable("a\xc3\xa4", 2), "a");
  EXPECT_EQ(printable("a\n", 4), "a");
  EXPECT_EQ(printable("a\n", 5), "a\\x0a");
  EXPECT_EQ(printable(printable("\x1b[2J\xff")), printable("\x1b[2J\xff"));
}

}  // namespace
}  // namespace rrlb
