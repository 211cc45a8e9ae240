#include "traffic/tally.h"

#include <gtest/gtest.h>

#include "tests/traffic/made_up.h"

namespace rrlb {
namespace {

TEST(Tally, CountsEachServerInTheOrderOfItsFirstRequest) {
  Tally tally;
  tally.record(redirected_to("b:2"));
  tally.record(redirected_to("a:1"));
  tally.record(redirected_to("b:2"));
  ASSERT_EQ(tally.servers().size(), 2U);
  EXPECT_EQ(tally.servers()[0].server, "b:2");
  EXPECT_EQ(tally.servers()[0].requests, 2U);
  EXPECT_EQ(tally.servers()[1].server, "a:1");
  EXPECT_EQ(tally.requests(), 3U);
  EXPECT_EQ(tally.failures(), 0U);
}

TEST(Tally, CountsAFailureWhereItHappened) {
  Tally tally;
  tally.record(redirected_to("a:1", "connection refused"));
  tally.record(redirected_to("a:1", "connection refused"));
  tally.record(redirected_to("b:2", "no answer within 5 s"));
  tally.record(redirected_to("a:1"));
  EXPECT_EQ(tally.failures(), 3U);
  EXPECT_EQ(tally.servers()[0].failures, 2U);
  EXPECT_EQ(tally.reasons(),
            (std::map<std::string, std::uint64_t>{{"a:1: connection refused", 2},
                                                  {"b:2: no answer within 5 s", 1}}));
}

TEST(Tally, MeasuresLatencyOfSuccessfulRequestsOnly) {
  Tally tally;
  tally.record(redirected_to("a:1"));
  tally.record(redirected_to("a:1", "no answer within 5 s"));
  EXPECT_EQ(tally.latencies().count(), 1U);
  EXPECT_EQ(tally.servers()[0].latencies.count(), 1U);
}

TEST(Tally, SeparatesDirectRequestsFromRedirectedOnes) {
  Tally tally;
  tally.record(redirected_to("a:1"));
  tally.record(refused_by("a:1", 503));
  EXPECT_EQ(tally.servers().size(), 2U);
  EXPECT_EQ(tally.first_answered(), 2U);
}

TEST(Tally, KnowsWhetherTheFirstServerAnswered) {
  Tally tally;
  tally.record(refused_by("a:1", 0));
  EXPECT_EQ(tally.first_answered(), 0U);
  tally.record(redirected_to("b:2", "connection refused"));
  EXPECT_EQ(tally.first_answered(), 1U);
}

TEST(Tally, WritesAStatusWithItsPhrase) {
  EXPECT_EQ(status_text(503), "503 Service Unavailable");
  EXPECT_EQ(status_text(599), "599");
}

}  // namespace
}  // namespace rrlb
