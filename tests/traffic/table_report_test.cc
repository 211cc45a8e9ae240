#include "traffic/table_report.h"

#include <gtest/gtest.h>

#include "tests/traffic/made_up.h"

namespace rrlb {
namespace {

// 3 responses of a, 1 response and 1 failure of b, in 2 s.
Result small_result() {
  Result result;
  result.options.requests = 5;
  result.stats.before = balancer_of({1, 1});
  result.stats.after = after(*result.stats.before, {3, 2});
  record(result.tally, "a:1", 3);
  record(result.tally, "b:1", 1);
  result.tally.record(redirected_to("b:1", "connection refused"));
  result.duration = std::chrono::seconds{2};
  result.spread = {Verdict::as_promised, "as promised", {"a note"}, 0};
  return result;
}

TEST(TableReport, HasRowsTotalsReasonsAndTheVerdict) {
  EXPECT_EQ(table_report(small_result(), false),
            "backend  address  requests  failed     share  p50 ms  p90 ms  p99 ms\n"
            "a        a:1             3       0   60.00 %    1.01    1.01    1.01\n"
            "b        b:1             2       1   40.00 %    1.01    1.01    1.01\n"
            "total                    5       1  100.00 %    1.01    1.01    1.01\n"
            "\n"
            "5 requests in 2.00 s: 2 requests/s, 1 failed\n"
            "  1 x b:1: connection refused\n"
            "spread: as promised\n"
            "note: a note\n");
}

TEST(TableReport, ShowsBackendsWithoutARequest) {
  Result result;
  result.stats.after = balancer_of({1});
  EXPECT_EQ(table_report(result, false),
            "backend  address  requests  failed   share  p50 ms  p90 ms  p99 ms\n"
            "a        a:1             0       0  0.00 %       -       -       -\n"
            "total                    0       0  0.00 %       -       -       -\n"
            "\n"
            "0 requests in 0.00 s: 0 requests/s, 0 failed\n"
            "spread: \n");
}

TEST(TableReport, HasARowForRequestsThatReachedNoBackend) {
  Result result = small_result();
  result.tally.record(refused_by("balancer:5000", 503));
  EXPECT_NE(table_report(result, false).find("(no backend)  balancer:5000         1       1"),
            std::string::npos)
      << table_report(result, false);
}

TEST(TableReport, ShowsServersThatAreNotInTheConfiguration) {
  Result result;
  record(result.tally, "a:1", 1);
  EXPECT_NE(table_report(result, false).find("\n-        a:1"), std::string::npos)
      << table_report(result, false);
}

TEST(TableReport, SaysThatItWasInterrupted) {
  Result result = small_result();
  result.options.requests = 100;
  result.interrupted = true;
  EXPECT_NE(table_report(result, false).find("\n5 requests of 100 in 2.00 s:"), std::string::npos);
}

TEST(TableReport, ListsTheTenMostFrequentReasons) {
  Result result;
  for (int i = 0; i < 12; ++i) {
    for (int n = 0; n <= i; ++n) {
      result.tally.record(redirected_to("s" + std::to_string(i) + ":1", "no"));
    }
  }
  const std::string text = table_report(result, false);
  EXPECT_NE(text.find("failed\n  12 x s11:1: no\n  11 x s10:1: no\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  3 x s2:1: no\n  and 2 other reasons\n"), std::string::npos) << text;
}

TEST(TableReport, ColoursTheVerdictIfAllowed) {
  Result result = small_result();
  EXPECT_NE(table_report(result, true).find("\x1b[32mspread: as promised\x1b[0m"),
            std::string::npos);
  result.spread.verdict = Verdict::broken;
  EXPECT_NE(table_report(result, true).find("\x1b[31mspread"), std::string::npos);
  result.spread.verdict = Verdict::unknown;
  EXPECT_NE(table_report(result, true).find("\x1b[33mspread"), std::string::npos);
  EXPECT_EQ(table_report(result, false).find('\x1b'), std::string::npos);
}

TEST(TableReport, HasNoControlSequencesOfPeers) {
  Result result = small_result();
  result.stats.after->backends[0].name = "a\x1b[31m";
  EXPECT_EQ(table_report(result, false).find('\x1b'), std::string::npos);
}

TEST(VerboseLine, HasNumberStatusUrlAndTheFirstLineOfTheResponse) {
  Outcome outcome = redirected_to("a:1");
  outcome.body = "Hello from a\r\nand more";
  EXPECT_EQ(verbose_line(7, outcome), "7  200  http://a:1/  Hello from a");
}

TEST(VerboseLine, SaysWhyThereIsNoResponse) {
  EXPECT_EQ(verbose_line(7, redirected_to("a:1", "connection refused")),
            "7  ---  http://a:1/  connection refused");
  EXPECT_EQ(verbose_line(7, refused_by("b:2", 503)),
            "7  503  http://b:2/  503 Service Unavailable");
}

TEST(VerboseLine, HasNoControlSequencesOfPeers) {
  Outcome outcome = redirected_to("a:1");
  outcome.body = "\x1b[2Jhello" + std::string(1'000, 'x');
  const std::string line = verbose_line(1, outcome);
  EXPECT_TRUE(line.starts_with("1  200  http://a:1/  \\x1b[2Jhello")) << line;
  EXPECT_LT(line.size(), 600U);
}

TEST(Result, IsGoodWhenAllWereAnsweredAndDistributedAsPromised) {
  Result result;
  record(result.tally, "a:1", 1);
  result.spread.verdict = Verdict::as_promised;
  EXPECT_TRUE(result.good());
  for (const Verdict verdict : {Verdict::broken, Verdict::unknown}) {
    Result other = result;
    other.spread.verdict = verdict;
    EXPECT_FALSE(other.good());
  }
  Result interrupted = result;
  interrupted.interrupted = true;
  EXPECT_FALSE(interrupted.good());
  result.tally.record(redirected_to("a:1", "no"));
  EXPECT_FALSE(result.good());
}

}  // namespace
}  // namespace rrlb
