#include "common/base/printable.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Printable, LeavesTextAndUtf8AsTheyAre) {
  EXPECT_EQ(printable("backend \"web1\": UP -> DOWN 100 % \\ ~ für"),
            "backend \"web1\": UP -> DOWN 100 % \\ ~ für");
}

TEST(Printable, ShowsControlCharactersByTheirCode) {
  EXPECT_EQ(printable("a\r\nfake line\x1b[2J\t\x7f" + std::string(1, '\0')),
            "a\\x0d\\x0afake line\\x1b[2J\\x09\\x7f\\x00");
}

// A reader of the journal shows a line that is no text as "[blob data]": it would hide.
TEST(Printable, ShowsBytesThatAreNoTextByTheirCode) {
  EXPECT_EQ(printable("a\xff\xc3("), "a\\xff\\xc3(");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b31m");  // CSI, as one character
}

TEST(Printable, ShowsWhatTurnsTheWritingByItsCode) {
  EXPECT_EQ(printable("\xe2\x80\xaegnp"), "\\xe2\\x80\\xaegnp");
}

}  // namespace
}  // namespace rrlb
