
#include <gtest/gtest.h>

#include "common/base/duration.h"
#include "common/base/wall_time.h"

namespace rrlb {
namespace {

using std::chrono::seconds;

constexpr WallTime kMonday{seconds{1'795'396'445}};  // 2026-11-23 01:14:05 UTC

TEST(Duration, IsAWholeNumberAndItsUnit) {
  EXPECT_EQ(parse_duration("250ms"), Milliseconds{250});
  EXPECT_EQ(parse_duration("2s"), Milliseconds{2'000});
  EXPECT_EQ(parse_duration("5m"), Milliseconds{300'000});
  EXPECT_EQ(parse_duration("1h"), Milliseconds{3'600'000});
  EXPECT_EQ(parse_duration("0s"), Milliseconds{0});
}

TEST(Duration, OtherTextIsRefused) {
  for (const char* text : {"", "2", "s", "2 s", " 2s", "2s ", "-2s", "-0s", "+2s", "1.5s", "2S",
                           "2sec", "1h30m", "0x2s", "1e3s", "2\u00b5s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(Duration, IsAtMostTenYears) {
  EXPECT_EQ(parse_duration("87600h"), Milliseconds{315'360'000'000});
  EXPECT_EQ(parse_duration("87601h"), std::nullopt);
  EXPECT_EQ(parse_duration("9223372036854775807h"), std::nullopt);
  EXPECT_EQ(parse_duration("99999999999999999999ms"), std::nullopt);
}

TEST(Duration, IsWrittenInItsLargestWholeUnit) {
  EXPECT_EQ(format_duration(Milliseconds{250}), "250ms");
  EXPECT_EQ(format_duration(Milliseconds{2'000}), "2s");
  EXPECT_EQ(format_duration(Milliseconds{90'000}), "90s");
  EXPECT_EQ(format_duration(Milliseconds{300'000}), "5m");
  EXPECT_EQ(format_duration(Milliseconds{86'400'000}), "24h");
  EXPECT_EQ(format_duration(Milliseconds{0}), "0ms");
}

TEST(Duration, IsParsedAsItWasWritten) {
  for (const long long count : {0LL, 1LL, 999LL, 1'000LL, 1'001LL, 60'000LL, 3'600'000LL}) {
    EXPECT_EQ(parse_duration(format_duration(Milliseconds{count})), Milliseconds{count});
  }
}

TEST(Duration, InASentenceHasASpaceAndOneDecimal) {
  EXPECT_EQ(describe_duration(Milliseconds{0}), "0 ms");
  EXPECT_EQ(describe_duration(Milliseconds{999}), "999 ms");
  EXPECT_EQ(describe_duration(Milliseconds{1'000}), "1 s");
  EXPECT_EQ(describe_duration(Milliseconds{1'500}), "1.5 s");
}

TEST(WallTime, IsRfc3339WithMilliseconds) {
  EXPECT_EQ(format_rfc3339(kMonday + Milliseconds{123}), "2026-11-23T01:14:05.123Z");
  EXPECT_EQ(format_rfc3339(kMonday), "2026-11-23T01:14:05.000Z");
  EXPECT_EQ(format_rfc3339(WallTime{}), "1970-01-01T00:00:00.000Z");
}

TEST(WallTime, BeforeTheEpochRoundsDown) {
  EXPECT_EQ(format_rfc3339(WallTime{Milliseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

TEST(WallTime, IsParsedFromRfc3339) {
  const WallTime time{Milliseconds{1'800'000'000'000}};  // 2027-01-15T08:00:00Z
  for (const char* text : {"2027-01-15T08:00:00Z", "2027-01-15T08:00:00.000Z",
                           "2027-01-15T09:30:00+01:30", "2027-01-14T23:00:00-09:00"}) {
    EXPECT_EQ(parse_rfc3339(text), time) << text;
  }
  EXPECT_EQ(parse_rfc3339("2027-01-15T08:00:00.1239Z"), time + Milliseconds{123});
  EXPECT_EQ(parse_rfc3339("1969-12-31T23:59:59.5Z"), WallTime{} - Milliseconds{500});
}

TEST(WallTime, OtherTextIsRefused) {
  for (const char* text :
       {"", "2027-01-15", "2027-01-15T08:00:00", "2027-01-15 08:00:00Z", "2027-02-30T08:00:00Z",
        "2027-01-15T24:00:00Z", "2027-01-15T08:60:00Z", "2027-01-15T08:00:00.Z",
        "2027-01-15T08:00:00+0100", "2027-01-15T08:00:00Zx", "2027-01-15T08:00:00+01:0x",
        "x027-01-15T08:00:00Z", "2262-01-15T08:00:00Z", "1699-12-31T23:59:59Z",
        "2027-01-15T08:00:00.0000000000000000000000000Z"}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  }
}

TEST(WallTime, IsAnHttpDate) {
  EXPECT_EQ(format_http_date(kMonday), "Mon, 23 Nov 2026 01:14:05 GMT");
  EXPECT_EQ(format_http_date(WallTime{}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(Uptime, HoursMayExceedNinetyNine) {
  EXPECT_EQ(format_uptime(seconds{0}), "00:00:00");
  EXPECT_EQ(format_uptime(seconds{3'661}), "01:01:01");
  EXPECT_EQ(format_uptime(seconds{100 * 3'600 - 1}), "99:59:59");
  EXPECT_EQ(format_uptime(seconds{123 * 3'600}), "123:00:00");
}

}  // namespace
}  // namespace rrlb
