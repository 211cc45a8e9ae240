#include "common/program/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace rrlb {
namespace {

using testing::Optional;

const Program kProgram{"rrlb-demo",
                       "shows how programs are called",
                       {{"listen", "ADDRESS:PORT", "where to answer"},
                        {"verbose", "", "say more"},
                        {"greet", "[WHO]", "be polite"}},
                       "  rrlb-demo --listen 127.0.0.1:5001\n"};

// The result of parsing a command line, and what it printed.
struct Call {
  CommandLine line;
  std::string out;
  std::string err;
};

Call call(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "rrlb-demo");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Call result;
  result.line = parse_command_line(kProgram, static_cast<int>(arguments.size()), argv.data());
  result.out = testing::internal::GetCapturedStdout();
  result.err = testing::internal::GetCapturedStderr();
  return result;
}

TEST(CommandLine, GivesTheValuesThatWereSet) {
  const Call result = call({"--listen", "[::1]:80", "--verbose", "--config=/tmp/x.conf"});
  EXPECT_EQ(result.line.exit_code, std::nullopt);
  EXPECT_EQ(result.line.value("listen", ""), "[::1]:80");
  EXPECT_TRUE(result.line.has("verbose"));
  EXPECT_EQ(result.line.config_file(), "/tmp/x.conf");
  EXPECT_EQ(result.out + result.err, "");
}

TEST(CommandLine, GivesDefaultsForTheOthers) {
  const Call result = call({});
  EXPECT_EQ(result.line.value("listen", "127.0.0.1:1"), "127.0.0.1:1");
  EXPECT_FALSE(result.line.has("verbose"));
  EXPECT_EQ(result.line.config_file(), "/etc/rrlb.conf");
}

TEST(CommandLine, LastOneWins) {
  EXPECT_EQ(call({"--listen", "a", "--listen", "b"}).line.value("listen", ""), "b");
}

void expect_complaint(const std::vector<std::string>& arguments, const std::string& complaint) {
  const Call result = call(arguments);
  EXPECT_THAT(result.line.exit_code, Optional(2));
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "rrlb-demo: " + complaint + " (try \"rrlb-demo --help\")\n");
}

TEST(CommandLine, AValueInBracketsIsOptional) {
  EXPECT_EQ(call({"--greet", "anna"}).line.value("greet", "nobody"), "anna");
  EXPECT_EQ(call({"--greet=anna", "--verbose"}).line.value("greet", "nobody"), "anna");
  const Call result = call({"--greet", "--verbose"});
  EXPECT_EQ(result.line.value("greet", "nobody"), "");
  EXPECT_TRUE(result.line.has("verbose"));
  EXPECT_EQ(call({"--greet"}).line.exit_code, std::nullopt);
  expect_complaint({"--greet", "anna", "bob"}, "\"bob\" is not expected here");
}

TEST(CommandLine, UnknownOptionGetsASuggestion) {
  expect_complaint({"--lisen", "x"}, "unknown option \"--lisen\", did you mean \"--listen\"?");
  expect_complaint({"--cofnig=x"}, "unknown option \"--cofnig\", did you mean \"--config\"?");
  expect_complaint({"now", "--lisen"}, "unknown option \"--lisen\", did you mean \"--listen\"?");
  expect_complaint({"--verbose", "--hepl"}, "unknown option \"--hepl\", did you mean \"--help\"?");
}

TEST(CommandLine, UnknownOptionLikeNoOtherGetsNoSuggestion) {
  expect_complaint({"--frobnicate"}, "unknown option \"--frobnicate\"");
  expect_complaint({"-x"}, "unknown option \"-x\"");
  expect_complaint({"-"}, "\"-\" is not expected here");
}

TEST(CommandLine, AmbiguousShortFormIsUnknown) {
  expect_complaint({"--ver"}, "unknown option \"--ver\"");
}

TEST(CommandLine, MissingValueIsNamed) {
  expect_complaint({"--listen"}, "option \"--listen\" needs a value");
  expect_complaint({"--verbose", "--config"}, "option \"--config\" needs a value");
}

TEST(CommandLine, SwitchTakesNoValue) {
  expect_complaint({"--verbose=yes"}, "option \"--verbose\" takes no value");
}

TEST(CommandLine, UnexpectedArgumentIsNamed) {
  expect_complaint({"start"}, "\"start\" is not expected here");
  expect_complaint({"--verbose", "--", "--listen"}, "\"--listen\" is not expected here");
  expect_complaint({"now", "--verbose"}, "\"now\" is not expected here");
}

TEST(CommandLine, HelpIsCompleteAndFitsATerminal) {
  const Call result = call({"--help"});
  EXPECT_THAT(result.line.exit_code, Optional(0));
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out,
            "rrlb-demo - shows how programs are called\n"
            "\n"
            "Usage: rrlb-demo [OPTION]...\n"
            "\n"
            "  --listen ADDRESS:PORT  where to answer\n"
            "  --verbose              say more\n"
            "  --greet [WHO]          be polite\n"
            "  --config FILE          read FILE (default /etc/rrlb.conf)\n"
            "  --check                read the configuration, print its problems, and exit\n"
            "  --version              print the version and exit\n"
            "  --help                 print this and exit\n"
            "\n"
            "Examples:\n"
            "  rrlb-demo --listen 127.0.0.1:5001\n");
}

TEST(CommandLine, VersionIsThatOfTheSuite) {
  const Call result = call({"--version"});
  EXPECT_THAT(result.line.exit_code, Optional(0));
  EXPECT_EQ(result.out, std::string{"rrlb-demo "} + version() + "\n");
}

TEST(CommandLine, MistakeIsReportedInPlaceOfHelp) {
  EXPECT_THAT(call({"--help", "--nonsense"}).line.exit_code, Optional(2));
}

TEST(WholeNumber, IsAllDigitsAndInBounds) {
  EXPECT_EQ(whole_number("0", 0, 10), 0);
  EXPECT_EQ(whole_number("10", 0, 10), 10);
  EXPECT_EQ(whole_number("-3", -5, 10), -3);
  for (const char* text :
       {"", "11", "-1", "1x", " 1", "1 ", "+1", "0x1", "1.0", "99999999999999999999"}) {
    EXPECT_EQ(whole_number(text, 0, 10), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace rrlb
