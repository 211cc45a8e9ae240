#include "ctl/show/text_table.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

const std::vector<Column> kColumns{{"name"}, {"requests", true, 1}, {"cpu %", true, 2}, {"reason"}};

std::vector<std::vector<Cell>> rows() {
  return {{{"web1"}, {"7"}, {"1"}, {""}},
          {{"bücher"}, {"1234567890"}, {"99"}, {"three probes failed: no answer"}}};
}

TEST(TextTable, AlignsTextLeftAndFiguresRight) {
  EXPECT_EQ(text_table(kColumns, rows(), {}),
            "name      requests  cpu %  reason\n"
            "web1             7      1\n"
            "bücher  1234567890     99  three probes failed: no answer\n");
}

TEST(TextTable, CutsTheLastColumnFirst) {
  EXPECT_EQ(text_table(kColumns, rows(), {41, false}),
            "name      requests  cpu %  reason\n"
            "web1             7      1\n"
            "bücher  1234567890     99  three probe...\n");
}

TEST(TextTable, DropsColumnsWhereTheRestWouldSayNothing) {
  EXPECT_EQ(text_table(kColumns, rows(), {38, false}),
            "name      requests  reason\n"
            "web1             7\n"
            "bücher  1234567890  three probes fa...\n");
  EXPECT_EQ(text_table(kColumns, rows(), {20, false}),
            "name    reason\n"
            "web1\n"
            "bücher  three pro...\n");
}

TEST(TextTable, KeepsWhatMayNotGoHoweverNarrowItIs) {
  EXPECT_EQ(text_table({{"name"}, {"n", true, 0}}, {{{"web1"}, {"17"}}}, {3, false}),
            "name   n\n"
            "web1  17\n");
}

TEST(TextTable, ColoursTheTextButNotTheSpaceAroundIt) {
  EXPECT_EQ(text_table({{"a"}, {"b", true}}, {{{"UP", Colour::green}, {"17", Colour::red}}},
                       {std::nullopt, true}),
            "\x1b[1ma\x1b[0m    \x1b[1mb\x1b[0m\n"
            "\x1b[32mUP\x1b[0m  \x1b[31m17\x1b[0m\n");
}

TEST(TextTable, OfNoRowsIsItsTitles) { EXPECT_EQ(text_table({{"a"}, {"b"}}, {}, {}), "a  b\n"); }

}  // namespace
}  // namespace rrlb
