#include "ctl/show/moments.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace rrlb {
namespace {

// A zone of its own that is two hours east of Greenwich.
class LocalMoment : public testing::Test {
 protected:
  LocalMoment() {
    setenv("TZ", "<+02>-02", 1);
    tzset();
  }
  ~LocalMoment() override {
    unsetenv("TZ");
    tzset();
  }
};

TEST(ReadMoment, IsTheInverseOfWritingIt) {
  for (const std::string text :
       {"2026-11-23T01:14:05.123Z", "1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z"}) {
    const auto moment = read_moment(text);
    ASSERT_TRUE(moment) << text;
    EXPECT_EQ(format_rfc3339(*moment), text);
  }
}

TEST(ReadMoment, TakesEveryWayThatRfc3339Has) {
  const auto moment = read_moment("2026-11-23T10:00:00Z");
  ASSERT_TRUE(moment);
  EXPECT_EQ(read_moment("2026-11-23T12:00:00+02:00"), moment);
  EXPECT_EQ(read_moment("2026-11-23T04:30:00.000000-05:30"), moment);
  EXPECT_EQ(read_moment("2026-11-23 10:00:00z"), moment);
}

TEST(ReadMoment, RefusesWhatIsNone) {
  for (const char* text : {"", "now", "2026-11-23", "2026-11-23T10:00:00", "2026-13-23T10:00:00Z",
                           "2026-02-30T10:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T10:60:00Z",
                           "2026-11-23T10:00:00.Z", "2026-11-23T10:00:00Zx", "-026-11-23T10:00:00Z",
                           "2026-11-23T10:00:00+02"}) {
    EXPECT_FALSE(read_moment(text)) << text;
  }
}

TEST_F(LocalMoment, IsWhatTheClockOnTheWallShows) {
  EXPECT_EQ(local_moment("2026-11-23T10:00:00.500Z"), "2026-11-23 12:00:00");
  EXPECT_EQ(local_moment("2026-12-31T23:00:00Z"), "2027-01-01 01:00:00");
}

TEST_F(LocalMoment, ShowsWhatIsNoTimeHarmlessly) { EXPECT_EQ(local_moment("a\x1b"), "a\\x1b"); }

TEST(Age, IsInOneUnit) {
  const std::string from = "2026-11-23T10:00:00Z";
  EXPECT_EQ(age(from, "2026-11-23T10:00:00.999Z"), "0s");
  EXPECT_EQ(age(from, "2026-11-23T10:00:59Z"), "59s");
  EXPECT_EQ(age(from, "2026-11-23T10:01:00Z"), "1m");
  EXPECT_EQ(age(from, "2026-11-23T11:00:00Z"), "1h");
  EXPECT_EQ(age(from, "2026-11-25T09:59:59Z"), "47h");
  EXPECT_EQ(age(from, "2026-11-25T10:00:00Z"), "2d");
}

TEST(Age, IsNotKnownWithoutTimesAndNeverNegative) {
  EXPECT_EQ(age("", "2026-11-23T10:00:00Z"), "-");
  EXPECT_EQ(age("2026-11-23T10:00:00Z", "soon"), "-");
  EXPECT_EQ(age("2026-11-23T10:00:05Z", "2026-11-23T10:00:00Z"), "0s");
}

}  // namespace
}  // namespace rrlb
