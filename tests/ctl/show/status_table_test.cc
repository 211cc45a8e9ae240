#include "ctl/show/status_table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/ctl/made_up.h"

namespace rrlb {
namespace {

Stats degraded() {
  Stats stats = stats_of({backend_up("web1", 1000), backend_up("web2", 2000)});
  BackendStats& web2 = stats.backends[1];
  web2.status = "DOWN";
  web2.since = at("09:58:00");
  web2.effective_weight = 0.4;
  web2.failures = 17;
  web2.p99_ms.reset();
  web2.cpu_percent.reset();
  web2.probe_failure = "no answer within 1 s";
  return stats;
}

const Reasons kReasons{{"web2", "3 failed probes: no answer within 1 s"}};

// Without the line about the balancer.
std::string table_of(const std::string& text) { return text.substr(text.find("\n\n") + 2); }

TEST(StatusText, LooksLikeThis) {
  EXPECT_EQ(status_text(degraded(), kReasons, {}),
            "rrlb 0.1.0, proxy, round_robin: 1 of 2 backends up, 3000 requests, 6 in flight, "
            "running 01:02:05\n"
            "\n"
            "backend  status    weight  in flight  requests  failed  p99 ms  cpu %  since  reason\n"
            "web1     UP             1          3      1000       0      12    4.6     1h\n"
            "web2     DOWN    0.4 of 1          3      2000      17       -      -     2m  "
            "3 failed probes: no answer within 1 s\n");
}

TEST(StatusText, FitsATerminal) {
  EXPECT_EQ(table_of(status_text(degraded(), kReasons, {80, false})),
            "backend  status    weight  in flight  requests  failed  since  reason\n"
            "web1     UP             1          3      1000       0     1h\n"
            "web2     DOWN    0.4 of 1          3      2000      17     2m  3 failed probe...\n");
  EXPECT_EQ(table_of(status_text(degraded(), kReasons, {40, false})),
            "backend  status  in flight  reason\n"
            "web1     UP              3\n"
            "web2     DOWN            3  3 failed ...\n");
}

TEST(StatusText, ColoursWhatMatters) {
  const std::string text = status_text(degraded(), kReasons, {std::nullopt, true});
  EXPECT_NE(text.find("\x1b[33m1 of 2 backends up\x1b[0m"), std::string::npos) << text;
  EXPECT_NE(text.find("\x1b[32mUP\x1b[0m"), std::string::npos) << text;
  EXPECT_NE(text.find("\x1b[31mDOWN\x1b[0m"), std::string::npos) << text;
  EXPECT_NE(text.find("\x1b[31m17\x1b[0m"), std::string::npos) << text;
}

TEST(StatusText, FindsAReasonWhereTheBalancerTellsNone) {
  Stats stats = degraded();
  EXPECT_NE(status_text(stats, {}, {}).find("2m  no answer within 1 s\n"), std::string::npos);
  stats.backends[1].probe_failure = "";
  stats.backends[1].weight_why = "slow start 40 %";
  EXPECT_NE(status_text(stats, {}, {}).find("2m  slow start 40 %\n"), std::string::npos);
}

TEST(StatusText, SaysSoInPanic) {
  Stats stats = degraded();
  stats.balancer.panic = true;
  EXPECT_NE(status_text(stats, {}, {})
                .find("running 01:02:05\n"
                      "panic: so few are UP that all which can be reached are used\n"
                      "\n"
                      "backend"),
            std::string::npos);
}

TEST(StatusText, ShowsWhatABalancerThatRedirectsKnows) {
  Stats stats = stats_of({backend_up("web1", 5)});
  stats.balancer.mode = "redirect";
  stats.balancer.in_flight = 0;
  stats.backends[0].in_flight.reset();
  stats.backends[0].failures.reset();
  stats.backends[0].p99_ms.reset();
  EXPECT_EQ(status_text(stats, {}, {}),
            "rrlb 0.1.0, redirect, round_robin: 1 of 1 backend up, 5 requests, 0 in flight, "
            "running 01:02:05\n"
            "\n"
            "backend  status  weight  in flight  requests  failed  p99 ms  cpu %  since  reason\n"
            "web1     UP           1          -         5       -       -    4.6     1h\n");
}

TEST(StatusText, IsSafeFromWhatTheBalancerSays) {
  Stats stats = stats_of({backend_up("a\x1b[2J", 1)});
  stats.balancer.version = "\x07";
  stats.backends[0].status = "\x1b";
  const std::string text = status_text(stats, {{"a\x1b[2J", "\r\n\x9b"}}, {});
  EXPECT_EQ(text.find_first_of("\x1b\x07\r\x9b"), std::string::npos) << text;
}

TEST(StatusText, CopesWithNothingAtAll) {
  EXPECT_EQ(status_text({}, {}, {}),
            "rrlb -, -, -: 0 of 0 backends up, running -\n"
            "\n"
            "backend  status  weight  in flight  requests  failed  p99 ms  cpu %  since  reason\n");
}

TEST(StatusCode, IsGoodOnlyIfEachBackendIsUp) {
  EXPECT_EQ(status_code(stats_of({backend_up("a", 0), backend_up("b", 0)})), 0);
  EXPECT_EQ(status_code(degraded()), 1);
  EXPECT_EQ(status_code(stats_of({})), 1);
}

Frame two_looks() {
  Frame frame;
  frame.before = stats_of({backend_up("web1", 1000), backend_up("web2", 2000)});
  frame.now = stats_of({backend_up("web1", 1500), backend_up("web2", 2003)});
  frame.now.time = at("10:00:02.000");
  return frame;
}

TEST(TopText, TellsRequestsASecondBetweenTwoLooks) {
  EXPECT_EQ(top_text(two_looks(), {}, std::nullopt),
            "rrlb 0.1.0, proxy, round_robin: 2 of 2 backends up, 252 requests/s, 3503 requests, "
            "6 in flight, running 01:02:05\n"
            "\n"
            "backend  status  weight  requests/s  in flight  requests  failed  p99 ms  cpu %  "
            "since  reason\n"
            "web1     UP           1         250          3      1500       0      12    4.6     "
            "1h\n"
            "web2     UP           1         1.5          3      2003       0      12    4.6     "
            "1h\n");
}

TEST(TopText, KnowsNoRateAtTheFirstLook) {
  Frame frame = two_looks();
  frame.before.reset();
  EXPECT_NE(top_text(frame, {}, std::nullopt).find("web1     UP           1           -"),
            std::string::npos);
}

TEST(TopText, KnowsNoRateOfABalancerThatBeganAnew) {
  Frame frame = two_looks();
  frame.now.backends[0].requests = 10;
  frame.now.balancer.requests = 13;
  const std::string text = top_text(frame, {}, std::nullopt);
  EXPECT_NE(text.find("up, - requests/s"), std::string::npos) << text;
  EXPECT_NE(text.find("web1     UP           1           -"), std::string::npos) << text;
}

TEST(TopText, KnowsNoRateOfABackendThatCame) {
  Frame frame = two_looks();
  frame.before->backends.pop_back();
  const std::string text = top_text(frame, {}, std::nullopt);
  EXPECT_NE(text.find("web2     UP           1           -"), std::string::npos) << text;
}

TEST(TopText, FitsIntoTheRows) {
  Frame frame;
  std::vector<BackendStats> many;
  for (int i = 0; i < 10; ++i) many.push_back(backend_up("web" + std::to_string(i), 1));
  frame.now = stats_of(many);
  const std::string text = top_text(frame, {70, false}, 6);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6) << text;
  EXPECT_TRUE(text.ends_with("\nand 8 more\n")) << text;
}

}  // namespace
}  // namespace rrlb
