#include "common/config/problem.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Problem, ShowsTheLineAndACaretBelowThePlace) {
  const Problem problem{{"rrlb.conf", 14, 10}, "weight must be 1..256, got 0", "weight = 0"};
  EXPECT_EQ(render(problem),
            "rrlb.conf:14:10: weight must be 1..256, got 0\n"
            "  weight = 0\n"
            "           ^");
}

TEST(Problem, OfAWholeFileHasNoPlace) {
  const Problem problem{{"rrlb.conf", 0, 0}, "No such file or directory", ""};
  EXPECT_EQ(headline(problem), "rrlb.conf: No such file or directory");
  EXPECT_EQ(render(problem), "rrlb.conf: No such file or directory");
}

TEST(Problem, KeepsTabsSoThatTheCaretStandsRight) {
  EXPECT_EQ(render({{"f", 1, 4}, "m", "\ta\tb"}), "f:1:4: m\n  \ta\tb\n  \t \t^");
}

TEST(Problem, ShowsNoControlCharacters) {
  EXPECT_EQ(render({{"f", 1, 1}, "m", "a\x1b[31m\x7f\r"}), "f:1:1: m\n  a?[31m??\n  ^");
}

TEST(Problem, ShowsNoC1ControlCharactersEither) {  // U+009B starts a control sequence like ESC [
  EXPECT_EQ(render({{"f", 1, 1},
                    "m",
                    "a\xc2\x9b"
                    "31m \xc3\xa9"}),
            "f:1:1: m\n  a?31m \xc3\xa9\n  ^");
}

TEST(Problem, CountsColumnsInCharacters) {  // as the parser does: \xc3\xa9 is one
  EXPECT_EQ(render({{"f", 1, 4}, "m", "\xc3\xa9\t=\tb"}), "f:1:4: m\n  \xc3\xa9\t=\tb\n   \t ^");
}

TEST(Problem, MayStandBehindTheLastCharacter) {
  EXPECT_EQ(render({{"f", 1, 3}, "m", "ab"}), "f:1:3: m\n  ab\n    ^");
}

TEST(Problem, HasNoCaretWhereTheLineWasCut) {
  EXPECT_EQ(render({{"f", 1, 5'000}, "m", "ab"}), "f:1:5000: m\n  ab");
}

TEST(Problem, ListsAreSortedByFileLineAndColumn) {
  std::vector<Problem> problems{{{"b", 1, 1}, "4", ""},
                                {{"a", 2, 1}, "3", ""},
                                {{"a", 1, 9}, "2", ""},
                                {{"a", 1, 2}, "1", ""},
                                {{"a", 0, 0}, "0", ""}};
  sort_by_place(problems);
  std::string order;
  for (const Problem& problem : problems) order += problem.message;
  EXPECT_EQ(order, "01234");
}

}  // namespace
}  // namespace rrlb
