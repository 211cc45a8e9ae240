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

TEST(Printable, ReplacesMarksThatChangeTheTextDirection) {
  EXPECT_EQ(printable("\xe2\x80\xaegnp"), "\\xe2\\x80\\xaegnp");
}

}  // namespace
}  // namespace rrlb
