#include "ctl/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::string complaint(const std::vector<std::string>& words) {
  const ReadArguments read = read_arguments(words);
  return read.arguments ? "" : read.complaint + " (" + read.help + ")";
}

TEST(Arguments, HaveACommandItsWordsAndOptionsAnywhere) {
  const ReadArguments read = read_arguments(
      {"--socket", "/s", "drain", "--why=new disk", "web1", "--json", "--until", "2h", "--wait"});
  ASSERT_TRUE(read.arguments) << read.complaint;
  EXPECT_EQ(read.arguments->command->name, "drain");
  EXPECT_THAT(read.arguments->words, ElementsAre("web1"));
  EXPECT_THAT(read.arguments->options,
              ElementsAre(Pair("json", ""), Pair("socket", "/s"), Pair("until", "2h"),
                          Pair("wait", ""), Pair("why", "new disk")));
}

TEST(Arguments, TakeAnyWordBehindTwoDashes) {
  const ReadArguments read = read_arguments({"drain", "--", "--odd"});
  ASSERT_TRUE(read.arguments) << read.complaint;
  EXPECT_THAT(read.arguments->words, ElementsAre("--odd"));
}

TEST(Arguments, KnowTheShortFormOfFollow) {
  EXPECT_TRUE(read_arguments({"events", "-f"}).arguments->has("follow"));
  EXPECT_EQ(complaint({"status", "-f"}), "unknown option \"-f\" (rrlbctl status --help)");
}

TEST(Arguments, NeedNothingElseWhereHelpIsAskedFor) {
  EXPECT_EQ(complaint({"--help"}), "");
  EXPECT_EQ(complaint({"drain", "--help"}), "");
  EXPECT_EQ(complaint({"--version"}), "");
  EXPECT_EQ(complaint({"--check"}), "");
}

TEST(Arguments, ComplainInOneLine) {
  EXPECT_EQ(complaint({}), "which command? (rrlbctl --help)");
  EXPECT_EQ(complaint({"drian", "web1"}),
            "unknown command \"drian\", did you mean \"drain\"? (rrlbctl --help)");
  EXPECT_EQ(complaint({"xyzzy"}), "unknown command \"xyzzy\" (rrlbctl --help)");
  EXPECT_EQ(complaint({"drain"}), "\"drain\" needs NAME (rrlbctl drain --help)");
  EXPECT_EQ(complaint({"weight", "web1"}), "\"weight\" needs NAME N|file (rrlbctl weight --help)");
  EXPECT_EQ(complaint({"status", "web1"}), "\"web1\" is not expected here (rrlbctl status --help)");
  EXPECT_EQ(complaint({"drain", "web1", "--wiat"}),
            "unknown option \"--wiat\", did you mean \"--wait\"? (rrlbctl drain --help)");
  EXPECT_EQ(complaint({"drain", "web1", "--why"}),
            "option \"--why\" needs a value (rrlbctl drain --help)");
  EXPECT_EQ(complaint({"drain", "web1", "--wait=1"}),
            "option \"--wait\" takes no value (rrlbctl drain --help)");
  EXPECT_EQ(complaint({"status", "--wait"}), "unknown option \"--wait\" (rrlbctl status --help)");
  EXPECT_EQ(complaint({"--wait", "drain", "web1"}), "unknown option \"--wait\" (rrlbctl --help)");
}

}  // namespace
}  // namespace rrlb
