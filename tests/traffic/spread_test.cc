#include "traffic/spread.h"

#include <gtest/gtest.h>

#include "tests/traffic/made_up.h"

namespace rrlb {
namespace {

// Judges these counts of the backends a, b, c, ..., as both the client and the balancer saw them.
Spread judged(const std::vector<std::uint64_t>& counts, const Snapshot& before) {
  Tally tally;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    record(tally, before.backends[i].name + ":1", counts[i]);
  }
  return judge_spread(tally, {before, after(before, counts), ""});
}

TEST(Promise, GivesEachWholeCycleItsWeights) {
  EXPECT_EQ(promised(5'000, 1, {1, 1, 1, 1}), (Range{1'250, 1'250}));
  EXPECT_EQ(promised(5'001, 1, {1, 1, 1, 1}), (Range{1'250, 1'251}));
  EXPECT_EQ(promised(70, 5, {5, 1, 1}), (Range{50, 50}));
  EXPECT_EQ(promised(72, 5, {5, 1, 1}), (Range{50, 52}));  // the last cycle has only two requests
  EXPECT_EQ(promised(76, 5, {5, 1, 1}), (Range{50, 55}));
  EXPECT_EQ(promised(0, 1, {1}), (Range{0, 0}));
  EXPECT_EQ(promised(5, 0, {}), (Range{0, 0}));
}

TEST(Promise, CountsACycleOverTheGreatestCommonDivisor) {
  EXPECT_EQ(promised(10, 6, {6, 3, 6}), (Range{4, 4}));  // 2:1:2
  EXPECT_EQ(promised(8, 256, {256, 256}), (Range{4, 4}));
}

TEST(Spread, IsAsPromisedWhenAllCountsAreEqual) {
  const Spread spread = judged({1'250, 1'250, 1'250, 1'250}, balancer_of({1, 1, 1, 1}));
  EXPECT_EQ(spread, (Spread{Verdict::as_promised,
                            "as round_robin promises: 1250 requests for each of 4 backends",
                            {},
                            0}));
}

TEST(Spread, OfARoundRobinMayDifferByOne) {
  EXPECT_EQ(judged({251, 250, 250, 250}, balancer_of({1, 1, 1, 1})).text,
            "as round_robin promises: 250 to 251 requests for each of 4 backends");
}

TEST(Spread, OfARoundRobinMayNotDifferByTwo) {
  const Spread spread = judged({1'251, 1'249, 1'250, 1'250}, balancer_of({1, 1, 1, 1}));
  EXPECT_EQ(spread.verdict, Verdict::broken);
  EXPECT_EQ(spread.text,
            "not as round_robin promises: backend \"a\" got 1251 requests, expected 1250, backend "
            "\"b\" got 1249 requests, expected 1250");
  EXPECT_EQ(judged({252, 250, 250, 249}, balancer_of({1, 1, 1, 1})).verdict, Verdict::broken);
}

TEST(Spread, OfARoundRobinIgnoresWeights) {
  EXPECT_EQ(judged({10, 10}, balancer_of({5, 1})).verdict, Verdict::as_promised);
  EXPECT_EQ(judged({50, 10}, balancer_of({5, 1})).verdict, Verdict::broken);
}

TEST(Spread, OfAWeightedRoundRobinFollowsTheWeights) {
  const Snapshot weighted = balancer_of({5, 1, 1}, "weighted_round_robin");
  EXPECT_EQ(judged({50, 10, 10}, weighted).text,
            "as weighted_round_robin promises: in proportion to the weights 5:1:1 of 3 backends");
  EXPECT_EQ(judged({52, 11, 10}, weighted).verdict,
            Verdict::as_promised);  // the last cycle has 3 requests
  EXPECT_EQ(judged({24, 23, 23}, weighted).verdict, Verdict::broken);
  EXPECT_EQ(judged({51, 10, 9}, weighted).text,
            "not as weighted_round_robin promises: backend \"a\" got 51 requests, expected 50, "
            "backend \"c\" got 9 requests, expected 10");
}

TEST(Spread, CountsABackendThatGotNothing) {
  EXPECT_EQ(judged({10, 10, 0}, balancer_of({1, 1, 1})).verdict, Verdict::broken);
}

TEST(Spread, ListsAtMostFiveOffenders) {
  const Spread spread = judged({20, 0, 0, 0, 0, 0, 0}, balancer_of({1, 1, 1, 1, 1, 1, 1}));
  EXPECT_TRUE(spread.text.ends_with("backend \"e\" got 0 requests, expected 2 to 3, and 2 more"))
      << spread.text;
}

TEST(Spread, LeavesOutBackendsThatAreDown) {
  Snapshot before = balancer_of({1, 1, 1});
  before.backends[1].status = Status::down;
  EXPECT_EQ(judged({10, 0, 10}, before).text,
            "as round_robin promises: 10 requests for each of 2 backends");
}

TEST(Spread, IsBrokenWhenABackendThatIsDownGotRequests) {
  Snapshot before = balancer_of({1, 1, 1});
  before.backends[1].status = Status::down;
  const Spread spread = judged({10, 1, 10}, before);
  EXPECT_EQ(spread.verdict, Verdict::broken);
  EXPECT_EQ(spread.text, "backend \"b\" is DOWN and got 1 request");
}

TEST(Spread, CountsARequestThatFailedAtItsBackend) {
  const Snapshot before = balancer_of({1, 1});
  Tally tally;
  record(tally, "a:1", 10);
  for (int i = 0; i < 10; ++i) tally.record(redirected_to("b:1", "connection refused"));
  EXPECT_EQ(judge_spread(tally, {before, after(before, {10, 10}), ""}).verdict,
            Verdict::as_promised);
}

TEST(Spread, IsUnknownWhenNoBackendIsUp) {
  Snapshot before = balancer_of({1});
  before.backends[0].status = Status::down;
  Snapshot later = before;
  later.balancer.requests = 1;
  Tally tally;
  tally.record(refused_by("balancer:5000", 503));
  const Spread spread = judge_spread(tally, {before, later, ""});
  EXPECT_EQ(spread.verdict, Verdict::unknown);
  EXPECT_EQ(spread.text, "no backend is UP");
}

// The verdict if `later` differs from `before`.

std::string judged_after_change(const Snapshot& before, const Snapshot& later) {
  Tally tally;
  record(tally, "a:1", 1);
  const Spread spread = judge_spread(tally, {before, later, ""});
  EXPECT_EQ(spread.verdict, Verdict::unknown);
  return spread.text;
}

TEST(Spread, IsUnknownWhenABackendChangedItsState) {
  const Snapshot before = balancer_of({1, 1});
  Snapshot later = after(before, {1, 0});
  later.backends[1].status = Status::down;
  EXPECT_EQ(judged_after_change(before, later),
            "cannot tell: backend \"b\" went UP -> DOWN during the run");
  later.backends[1].status = Status::up;
  later.backends[1].since = "later";
  EXPECT_EQ(judged_after_change(before, later),
            "cannot tell: backend \"b\" changed its state during the run");
}

TEST(Spread, IsUnknownWhenTheConfigurationChanged) {
  const Snapshot before = balancer_of({1, 1});
  const Snapshot after_one = after(before, {1, 0});
  Snapshot later = after_one;
  later.backends[0].weight = 2;
  EXPECT_EQ(judged_after_change(before, later),
            "cannot tell: backend \"a\" was reconfigured during the run");
  later = after_one;
  later.backends.pop_back();
  EXPECT_EQ(judged_after_change(before, later),
            "cannot tell: backend \"b\" was removed during the run");
  later = after(balancer_of({1, 1, 1}), {1, 0, 0});
  EXPECT_EQ(judged_after_change(before, later),
            "cannot tell: backend \"c\" was added during the run");
  later = after_one;
  later.balancer.algorithm = "weighted_round_robin";
  EXPECT_EQ(judged_after_change(before, later),
            "cannot tell: the balancer's algorithm was changed during the run");
}

TEST(Spread, IsUnknownWhenTheBalancerWasRestarted) {
  Snapshot before = balancer_of({1, 1});
  before.balancer.requests = 100;
  EXPECT_EQ(judged_after_change(before, after(balancer_of({1, 1}), {1, 0})),
            "cannot tell: the balancer was restarted during the run");
  before.balancer.requests = 0;
  before.balancer.uptime_seconds = 100;
  EXPECT_EQ(judged_after_change(before, after(balancer_of({1, 1}), {1, 0})),
            "cannot tell: the balancer was restarted during the run");
}

TEST(Spread, WithOtherClientsIsJudgedByTheBalancersCounts) {
  const Snapshot before = balancer_of({1, 1});
  Tally tally;
  record(tally, "a:1", 600);
  record(tally, "b:1", 400);  // our own counts look uneven
  const Spread spread = judge_spread(tally, {before, after(before, {1'000, 1'000}), ""});
  EXPECT_EQ(spread, (Spread{Verdict::as_promised,
                            "as round_robin promises: 1000 requests for each of 2 backends",
                            {"the balancer got 1000 requests from other clients: judged by its own "
                             "counts, to 1 %"},
                            1'000}));
}

TEST(Spread, WithOtherClientsMayBeOffByOnePercent) {
  const Snapshot before = balancer_of({1, 1});
  Tally tally;
  record(tally, "a:1", 10);
  EXPECT_EQ(judge_spread(tally, {before, after(before, {1'009, 991}), ""}).verdict,
            Verdict::as_promised);
  EXPECT_EQ(judge_spread(tally, {before, after(before, {1'020, 980}), ""}).verdict,
            Verdict::broken);
}

TEST(Spread, IsBrokenWhenTheBalancerCountedTooFew) {
  const Snapshot before = balancer_of({1, 1});
  Tally tally;
  record(tally, "a:1", 10);
  record(tally, "b:1", 10);
  const Spread spread = judge_spread(tally, {before, after(before, {9, 10}), ""});
  EXPECT_EQ(spread.verdict, Verdict::broken);
  EXPECT_EQ(spread.text, "the balancer counted 19 requests, but answered 20");
}

TEST(Spread, DoesNotCountUnansweredRequestsAsThoseOfOthers) {
  const Snapshot before = balancer_of({1, 1});
  Tally tally;
  record(tally, "a:1", 9);
  record(tally, "b:1", 10);
  tally.record(
      refused_by("balancer:5000", 0));  // counted by the balancer, but the response was lost
  const Spread spread = judge_spread(tally, {before, after(before, {10, 10}), ""});
  EXPECT_EQ(spread, (Spread{Verdict::as_promised,
                            "as round_robin promises: 10 requests for each of 2 backends",
                            {"judged by the balancer's own counts"},
                            0}));
}

TEST(Spread, IsJudgedByTheBalancersCountsIfServersHaveOtherAddresses) {
  const Snapshot before = balancer_of({1, 1});
  Tally tally;
  record(tally, "public.example.com", 20);
  const Spread spread = judge_spread(tally, {before, after(before, {10, 10}), ""});
  EXPECT_EQ(spread.verdict, Verdict::as_promised);
  EXPECT_EQ(spread.notes, std::vector<std::string>{"judged by the balancer's own counts"});
}

TEST(Spread, IsJudgedByTheBalancersCountsIfOneServerIsTwoBackends) {
  Snapshot before = balancer_of({1, 1});
  before.backends[0].url = "http://web1/a";
  before.backends[1].url = "http://web1/b";
  Tally tally;
  record(tally, "web1", 20);
  EXPECT_EQ(judge_spread(tally, {before, after(before, {10, 10}), ""}).verdict,
            Verdict::as_promised);
}

TEST(Spread, OfAnAlgorithmWithoutAPromiseIsNeverBroken) {
  const Spread spread = judged({20, 0}, balancer_of({1, 1}, "least_connections"));
  EXPECT_EQ(spread.verdict, Verdict::as_promised);
  EXPECT_EQ(spread.text, "least_connections promises no exact shares");
}

TEST(Spread, WithoutStatisticsIsJudgedByEqualShares) {
  Tally tally;
  record(tally, "a:1", 10);
  record(tally, "b:1", 11);
  tally.record(refused_by("balancer:5000", 503));
  EXPECT_EQ(judge_spread(tally, {{}, {}, "404 Not Found"}),
            (Spread{Verdict::as_promised,
                    "even: 10 to 11 requests for each of 2 servers",
                    {"no statistics of the balancer (404 Not Found), so the weights are unknown: "
                     "judged by equal shares"},
                    {}}));
  record(tally, "b:1", 1);
  EXPECT_EQ(judge_spread(tally, {{}, {}, "404 Not Found"}).text,
            "not even: a:1 got 10 requests, expected 11, b:1 got 12 requests, expected 11");
}

TEST(Spread, WithoutStatisticsOrResponsesIsUnknown) {
  Tally tally;
  tally.record(refused_by("balancer:5000", 503));
  EXPECT_EQ(judge_spread(tally, {{}, {}, "not JSON"}).text, "no request reached a backend");
}

TEST(Spread, WithoutStatisticsAfterwardsIsJudgedByEqualShares) {
  Tally tally;
  record(tally, "a:1", 10);
  EXPECT_EQ(
      judge_spread(tally, {balancer_of({1}), {}, "connection refused"}).notes[0],
      "no statistics of the balancer (connection refused), so the weights are unknown: judged by "
      "equal shares");
}

}  // namespace
}  // namespace rrlb
