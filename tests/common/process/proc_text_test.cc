#include "common/process/proc_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string stat_of(const std::string& name) {
  return "4321 (" + name +
         ") S 1 4321 4321 0 -1 4194560 1500 20 3 4 700 50 11 12 20 0 5 0 987654 230000000 1400 "
         "18446744073709551615 1 1 0 0 0 0 0 4096 17647 0 0 0 17 1 0 0 0 0 0\n";
}

TEST(ProcStat, HoldsCpuOfAllThreadsAndTheStart) {
  EXPECT_EQ(parse_proc_stat(stat_of("rrlbd")), (ProcStat{750, 987654}));
}

TEST(ProcStat, NameMayHoldSpacesParenthesesAndLineEnds) {
  for (const char* name : {"a b", "a) S 1 2 3", "(((", ")", "x)\n(y", ""}) {
    EXPECT_EQ(parse_proc_stat(stat_of(name)), (ProcStat{750, 987654})) << name;
  }
}

TEST(ProcStat, TextCutAnywhereBeforeTheStartHasNoValue) {
  const std::string whole = stat_of("rrlbd");
  const size_t start = whole.find(" 987654");
  for (size_t size = 0; size <= start; ++size) {
    EXPECT_EQ(parse_proc_stat(whole.substr(0, size)), std::nullopt) << whole.substr(0, size);
  }
}

TEST(ProcStat, TextOfAnotherFormatHasNoValue) {
  EXPECT_EQ(parse_proc_stat("not a stat file"), std::nullopt);
  EXPECT_EQ(parse_proc_stat("1 (x) S a b c d e f g h i j k l m n o p q r s t"), std::nullopt);
}

TEST(ResidentPages, AreTheSecondNumberOfStatm) {
  EXPECT_EQ(parse_resident_pages("56158 1434 1101 20 0 361 0\n"), 1434U);
  EXPECT_EQ(parse_resident_pages("56158"), std::nullopt);
  EXPECT_EQ(parse_resident_pages("56158 -1"), std::nullopt);
  EXPECT_EQ(parse_resident_pages(""), std::nullopt);
}

TEST(KeyedNumber, IsFoundByItsWholeKey) {
  const std::string text = "core_sched.usage_usec 1\nusage_usec 25\nuser_usec 20\nsystem_usec 5";
  EXPECT_EQ(parse_keyed_number(text, "usage_usec"), 25U);
  EXPECT_EQ(parse_keyed_number(text, "system_usec"), 5U);
  EXPECT_EQ(parse_keyed_number(text, "usage"), std::nullopt);
  EXPECT_EQ(parse_keyed_number("usage_usec\n", "usage_usec"), std::nullopt);
  EXPECT_EQ(parse_keyed_number("", "usage_usec"), std::nullopt);
}

TEST(LoneNumber, IsTheOnlyWordOfTheFile) {
  EXPECT_EQ(parse_lone_number("4096\n"), 4096U);
  EXPECT_EQ(parse_lone_number("max\n"), std::nullopt);
  EXPECT_EQ(parse_lone_number("1 2\n"), std::nullopt);
  EXPECT_EQ(parse_lone_number("18446744073709551616\n"), std::nullopt);
}

TEST(Pids, LeaveOutProcessesOfOtherNamespaces) {
  EXPECT_THAT(parse_pids("1\n4194304\n0\n-5\nx\n99999999999\n"), ElementsAre(1, 4194304));
  EXPECT_THAT(parse_pids(""), IsEmpty());
}

TEST(SmallFile, IsReadCompletelyOrNotAtAll) {
  EXPECT_THAT(read_small_file("/proc/self/comm"),
              testing::Optional(testing::StrEq("common_sys_test\n")));
  EXPECT_EQ(read_small_file("/proc/self/no_such_file"), std::nullopt);
  EXPECT_EQ(read_small_file("/proc/self"), std::nullopt);
}

}  // namespace
}  // namespace rrlb
