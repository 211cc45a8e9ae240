#include "dashboard/view/view.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/dashboard/view/made_up.h"

namespace rrlb {
namespace {

// A state with two snapshots, two seconds apart.
PollState grown(Snapshot from, Snapshot to) {
  PollState state = state_with(std::move(from));
  state.take(std::move(to), kNow + std::chrono::seconds{2});
  return state;
}

Snapshot with_requests(std::uint64_t web1, std::uint64_t all) {
  Snapshot snapshot = one_up_one_down();
  snapshot.backends[0].requests = web1;
  snapshot.balancer.requests = all;
  return snapshot;
}

std::optional<double> health_of(Status status, std::optional<bool> probe_passes) {
  Snapshot snapshot = one_up_one_down();
  snapshot.backends[0].status = status;
  snapshot.backends[0].last_probe.reset();
  if (probe_passes) snapshot.backends[0].last_probe = LastProbe{"", *probe_passes, ""};
  return view_of(state_with(snapshot)).backends[0].health_percent;
}

TEST(View, IsEmptyBeforeTheFirstAnswer) {
  const View view = view_of(PollState{});
  EXPECT_FALSE(view.known());
  EXPECT_FALSE(view.reachable());
  EXPECT_TRUE(view.backends.empty());
  EXPECT_EQ(view.age_seconds, std::nullopt);
}

TEST(View, TheHeadlineCountsBackendsAndRequests) {
  EXPECT_EQ(headline(view_of(PollState{})), "waiting for the balancer's first answer");
  EXPECT_EQ(headline(view_of(state_with({}))), "no backends are configured");
  EXPECT_EQ(headline(view_of(state_with(one_up_one_down()))), "1/2 up, 7 requests");
  EXPECT_EQ(headline(view_of(lost(one_up_one_down()))), "last seen: 1/2 up, 7 requests");
  EXPECT_EQ(headline(view_of(lost(with_requests(0, 1234567)))),
            "last seen: 1/2 up, 1\u202f234\u202f567 requests");
  EXPECT_EQ(headline(view_of(grown(with_requests(0, 10), with_requests(0, 27)))),
            "1/2 up, 8.5 requests/s");
  EXPECT_EQ(headline(view_of(grown(with_requests(0, 10), with_requests(0, 1635)))),
            "1/2 up, 812 requests/s");
  PollState never;
  never.fail("connection refused", kWall);
  EXPECT_EQ(headline(view_of(never)), "no figures yet");
}

TEST(View, TheHeadlineHasFailures) {
  Snapshot from = with_requests(0, 10);
  Snapshot to = with_requests(0, 30);
  from.backends[0].failures = 1;
  to.backends[0].failures = 4;
  EXPECT_EQ(headline(view_of(grown(from, to))), "1/2 up, 10 requests/s, 1.5 failures/s");
}

TEST(View, WellnessDependsOnAllBackends) {
  Snapshot snapshot = one_up_one_down();
  EXPECT_EQ(wellness(view_of(PollState{})), "unknown");
  EXPECT_EQ(wellness(view_of(state_with({}))), "unknown");
  EXPECT_EQ(wellness(view_of(state_with(snapshot))), "part");
  EXPECT_EQ(wellness(view_of(lost(snapshot))), "unknown");
  snapshot.backends[0].status = Status::drain;
  EXPECT_EQ(wellness(view_of(state_with(snapshot))), "down");
  snapshot.backends[0].status = snapshot.backends[1].status = Status::up;
  EXPECT_EQ(wellness(view_of(state_with(snapshot))), "up");
}

TEST(View, RatesAreTheGrowthOfCounters) {
  const View view = view_of(grown(with_requests(10, 10), with_requests(16, 18)));
  EXPECT_EQ(view.backends[0].requests_per_second, 3.0);
  EXPECT_EQ(view.requests_per_second, 4.0);
  EXPECT_EQ(view.backends[0].failures_per_second, std::nullopt);
}

TEST(View, ACounterThatShrinksHasNoRate) {
  const View view = view_of(grown(with_requests(10, 10), with_requests(3, 20)));
  EXPECT_EQ(view.backends[0].requests_per_second, std::nullopt);
  EXPECT_EQ(view.requests_per_second, 5.0);
}

TEST(View, ARestartOfTheBalancerHasNoRates) {
  Snapshot restarted = with_requests(5'000, 5'000);
  restarted.balancer.uptime_seconds = 1;
  const View view = view_of(grown(with_requests(10, 10), restarted));
  EXPECT_EQ(view.backends[0].requests_per_second, std::nullopt);
  EXPECT_EQ(view.requests_per_second, std::nullopt);
}

TEST(View, AnotherUrlUnderTheSameNameHasNoRateYet) {
  Snapshot moved = with_requests(20, 20);
  moved.backends[0].url = "http://elsewhere:1";
  EXPECT_EQ(view_of(grown(with_requests(10, 10), moved)).backends[0].requests_per_second,
            std::nullopt);
}

TEST(View, HealthSaysWhetherABackendCouldServe) {
  EXPECT_EQ(health_of(Status::up, true), 100.0);
  EXPECT_EQ(health_of(Status::down, false), 0.0);
  EXPECT_EQ(health_of(Status::ejected, true), 0.0);
  EXPECT_EQ(health_of(Status::drain, true), 100.0);
  EXPECT_EQ(health_of(Status::drain, false), 0.0);
  EXPECT_EQ(health_of(Status::drain, std::nullopt), std::nullopt);
  EXPECT_EQ(health_of(Status::maint, true), std::nullopt);
  EXPECT_EQ(health_of(Status::unknown, std::nullopt), std::nullopt);
}

TEST(View, HasTheReasonWhyABackendIsNotUp) {
  Snapshot snapshot = one_up_one_down();
  EXPECT_EQ(view_of(state_with(snapshot)).backends[0].reason, "");
  EXPECT_EQ(view_of(state_with(snapshot)).backends[1].reason, "connection refused");
  snapshot.backends[1].status = Status::ejected;
  snapshot.backends[1].circuit = Circuit{5, 1.0, 1, "2027-01-15T08:01:00.000Z"};
  EXPECT_EQ(view_of(state_with(snapshot)).backends[1].reason,
            "failed real requests; ejected until 2027-01-15T08:01:00.000Z");
}

TEST(View, SharesAddUp) {
  Snapshot snapshot = one_up_one_down();
  snapshot.backends[1].requests = 21;
  const View view = view_of(state_with(snapshot));
  EXPECT_EQ(view.backends[0].share, 0.25);
  EXPECT_EQ(view.backends[1].share, 0.75);
  snapshot.backends[0].requests = snapshot.backends[1].requests = 0;
  EXPECT_EQ(view_of(state_with(snapshot)).backends[0].share, std::nullopt);
}

TEST(View, FiguresOfAnUnreachableBalancerAreStale) {
  const View view = view_of(lost(one_up_one_down()), Milliseconds{5'600});
  EXPECT_TRUE(view.backends[0].stale);
  EXPECT_EQ(view.backends[0].figures.requests, 7);
  EXPECT_EQ(view.backends[0].health_percent, std::nullopt);
  EXPECT_EQ(view.age_seconds, 5.6);
  EXPECT_EQ(view.balancers[0].trouble, "connection refused");
}

TEST(ViewOfSeveral, TheSameBackendIsOneRow) {
  Snapshot other = one_up_one_down();
  other.backends[0].requests = 13;
  other.backends[1].status = Status::up;
  const View view = view_of({state_with(one_up_one_down()), state_with(other)});
  ASSERT_EQ(view.backends.size(), 2);
  EXPECT_EQ(view.requests, 14);
  EXPECT_EQ(view.backends[0].figures.requests, 20);
  EXPECT_EQ(view.backends[0].health_percent, 100.0);
  EXPECT_EQ(view.backends[1].figures.status, Status::down);  // the worse status
  EXPECT_EQ(view.backends[1].health_percent, 50.0);
  ASSERT_EQ(view.backends[1].seen_by.size(), 2);
  EXPECT_EQ(view.backends[1].seen_by[1].status, Status::up);
  EXPECT_EQ(view.up, 1);
}

TEST(ViewOfSeveral, AnotherUrlUnderTheSameNameIsAnotherRow) {
  Snapshot other = one_up_one_down();
  other.backends[0].url = "http://c:1";
  const View view = view_of({state_with(one_up_one_down()), state_with(other)});
  ASSERT_EQ(view.backends.size(), 3);
  EXPECT_EQ(view.backends[2].figures.name, "web1@lb2:5000");
  EXPECT_EQ(view.backends[2].figures.url, "http://c:1");
}

// In any order of the balancers.
TEST(ViewOfSeveral, FiguresOfAReachableBalancerReplaceStaleOnes) {
  Snapshot old = one_up_one_down();
  old.backends[0].status = Status::down;
  old.backends[0].cpu_percent = 99.0;
  const PollState gone = lost(old);
  const PollState here = state_with(one_up_one_down());
  for (const auto& states : {std::vector{gone, here}, std::vector{here, gone}}) {
    const View view = view_of(states);
    EXPECT_FALSE(view.backends[0].stale);
    EXPECT_EQ(view.backends[0].figures.status, Status::up);
    EXPECT_EQ(view.backends[0].figures.cpu_percent, 12.34);
    EXPECT_EQ(view.backends[0].figures.requests, 14);
    EXPECT_EQ(view.backends[0].health_percent, 100.0);
    EXPECT_TRUE(view.reachable());
  }
}

TEST(ViewOfSeveral, AgeIsThatOfTheOldestReachableBalancer) {
  PollState older = state_with(one_up_one_down());
  PollState newer;
  newer.take(one_up_one_down(), kNow + Milliseconds{1'000});
  EXPECT_EQ(view_of({older, newer}, Milliseconds{1'500}).age_seconds, 1.5);
  older.fail("connection refused", kWall);
  EXPECT_EQ(view_of({older, newer}, Milliseconds{1'500}).age_seconds, 0.5);
}

TEST(View, RowNamesAreUnique) {
  Snapshot snapshot = one_up_one_down();
  snapshot.backends.clear();
  for (const auto* url : {"http://a:1", "http://a:2", "http://a:3", "http://a:4"}) {
    snapshot.backends.push_back(one_up_one_down().backends[0]);
    snapshot.backends.back().url = url;
  }
  std::vector<std::string> names;
  for (const BackendView& row : view_of({state_with(snapshot), state_with(snapshot)}).backends) {
    names.push_back(row.figures.name);
  }
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  EXPECT_EQ(names.front(), "web1");
  EXPECT_EQ(names[1], "web1@lb1:5000");
}

}  // namespace
}  // namespace rrlb
