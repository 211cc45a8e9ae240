#include "daemon/balance/pools/upstream.h"

#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::kThen;
using made::probe;
using made::upstream;

TEST(Upstream, ItsStatusFollowsItsHealth) {
  EXPECT_EQ(upstream("a", Health::unknown)->status(), Status::unknown);
  EXPECT_EQ(upstream("a", Health::healthy)->status(), Status::up);
  EXPECT_EQ(upstream("a", Health::unhealthy)->status(), Status::down);
}

TEST(Upstream, SinceIsTheTimeOfTheLastChange) {
  const auto web = upstream("a", Health::healthy);
  probe(*web, ProbeResult::passed, "answered", kThen + std::chrono::seconds{5});
  EXPECT_EQ(web->since(), kThen);
  for (int i = 1; i <= 3; ++i) {
    probe(*web, ProbeResult::failed, "refused", kThen + std::chrono::seconds{10 * i});
  }
  EXPECT_EQ(web->since(), kThen + std::chrono::seconds{30});
}

TEST(Upstream, CountsItsProbesAndChangesOfStatus) {
  const auto web = upstream("a", Health::healthy);
  for (int i = 0; i < 4; ++i) probe(*web, ProbeResult::failed);
  web->want(Wanted::draining, {});
  web->want(Wanted::draining, {});
  EXPECT_EQ(web->tally().probes_passed, 1U);
  EXPECT_EQ(web->tally().probes_failed, 4U);
  EXPECT_EQ(web->tally().became, (std::array<std::uint64_t, 6>{0, 1, 1, 1, 0, 0}));
}

TEST(Upstream, AFailedProbeLeavesNoLatency) {
  const auto web = upstream("a", Health::healthy);
  EXPECT_EQ(web->facts().latency, std::chrono::microseconds{800});
  probe(*web, ProbeResult::failed, "refused");
  EXPECT_EQ(web->facts().latency, std::nullopt);
  EXPECT_EQ(web->facts().last_probe->detail, "refused");
}

TEST(Upstream, MetricsAreForgottenWhenItGoesDown) {
  const auto web = upstream("a", Health::healthy);
  web->record_metrics(BackendMetrics{1.5, 35.0, 60}, TimePoint{});
  EXPECT_EQ(web->facts().metrics, (BackendMetrics{1.5, 35.0, 60}));
  for (int i = 0; i < 3; ++i) probe(*web, ProbeResult::failed);
  EXPECT_EQ(web->facts().metrics, BackendMetrics{});
}

TEST(Upstream, LateMetricsAreIgnoredWhileItIsDown) {
  const auto web = upstream("a", Health::unhealthy);
  web->record_metrics(BackendMetrics{1.5, 35.0, 60}, TimePoint{});
  EXPECT_EQ(web->facts().metrics, BackendMetrics{});
}

TEST(Upstream, MetricsThatStopBecomeUnknown) {
  const auto web = upstream("a", Health::healthy);
  web->record_metrics(BackendMetrics{1.5, 35.0, 60}, TimePoint{});
  web->record_metrics(std::nullopt, TimePoint{});
  EXPECT_EQ(web->facts().metrics, BackendMetrics{});
}

TEST(Upstream, WhatTheOperatorWantsComesFirst) {
  const auto web = upstream("a", Health::healthy);
  web->want(Wanted::draining, made::at(kThen + std::chrono::seconds{1}));
  EXPECT_EQ(web->status(), Status::drain);
  EXPECT_EQ(web->since(), kThen + std::chrono::seconds{1});
  EXPECT_FALSE(web->eligible());
  for (int i = 0; i < 3; ++i) probe(*web, ProbeResult::failed);
  EXPECT_EQ(web->status(), Status::drain);
  web->want(Wanted::disabled, made::at(kThen + std::chrono::seconds{2}));
  EXPECT_EQ(web->status(), Status::maint);
  web->want(Wanted::enabled, made::at(kThen + std::chrono::seconds{3}));
  EXPECT_EQ(web->status(), Status::unknown);  // it was not probed meanwhile
  EXPECT_EQ(web->since(), kThen + std::chrono::seconds{3});
}

TEST(Upstream, AnEjectedUpstreamIsNotEligible) {
  const auto web = upstream("a", Health::healthy);
  web->counters().failures_in_a_row = 5;
  const Moment then = made::at(kThen + std::chrono::seconds{1});
  web->outlier().eject(OutlierConfig{}, then.steady);
  web->note_ejection(then);
  EXPECT_EQ(web->status(), Status::ejected);
  EXPECT_EQ(web->since(), then.wall);
  EXPECT_FALSE(web->eligible());
  EXPECT_TRUE(web->usable());
  EXPECT_EQ(web->counters().failures_in_a_row, 0U);
  const Moment later = made::at(kThen + std::chrono::seconds{11});
  web->outlier().readmit(later.steady);
  web->note_ejection(later);
  EXPECT_EQ(web->status(), Status::up);
  EXPECT_EQ(web->returned(), later.steady);
}

TEST(Upstream, AnEjectionThatEndsWhileItIsDownChangesNothing) {
  const auto web = upstream("a", Health::healthy);
  web->outlier().eject(OutlierConfig{}, made::at(kThen).steady);
  web->note_ejection(made::at(kThen));
  for (int i = 0; i < 3; ++i) probe(*web, ProbeResult::failed);
  EXPECT_EQ(web->status(), Status::down);
  web->outlier().readmit(made::at(kThen + std::chrono::seconds{9}).steady);
  web->note_ejection(made::at(kThen + std::chrono::seconds{9}));
  EXPECT_EQ(web->status(), Status::down);
  EXPECT_EQ(web->since(), kThen);
  EXPECT_EQ(web->returned(), std::nullopt);
}

TEST(Upstream, HasReturnedWhenItWasDown) {
  const auto web = upstream("a", Health::unknown);
  probe(*web, ProbeResult::passed);
  EXPECT_EQ(web->returned(), std::nullopt);  // it was only unknown
  for (int i = 0; i < 3; ++i) probe(*web, ProbeResult::failed);
  const WallTime later = kThen + std::chrono::seconds{30};
  for (int i = 0; i < 2; ++i) probe(*web, ProbeResult::passed, "answered", later);
  EXPECT_EQ(web->returned(), made::at(later).steady);
}

TEST(Upstream, HasReturnedWhenItWasInMaintenanceAndNotWhenItWasDrained) {
  const auto web = upstream("a", Health::healthy);
  web->want(Wanted::draining, made::at(kThen));
  web->want(Wanted::enabled, made::at(kThen));
  EXPECT_EQ(web->returned(), std::nullopt);
  web->want(Wanted::disabled, made::at(kThen));
  web->want(Wanted::enabled, made::at(kThen));
  probe(*web, ProbeResult::passed);
  EXPECT_EQ(web->returned(), made::at(kThen).steady);
}

TEST(UpstreamCounters, AnOutliersFailuresAreItsOwnAndItsAnswersOf500) {
  UpstreamCounters counters;
  counters.requests = 10;
  counters.in_flight = 3;
  counters.responses[4] = 2;
  counters.failures[static_cast<std::size_t>(FailureKind::closed_early)] = 1;
  counters.failures[static_cast<std::size_t>(FailureKind::client_gone)] = 1;
  counters.failures_in_a_row = 2;
  const OutlierCounts counts = counters.outlier_counts();
  EXPECT_EQ(counts.ended, 7U);
  EXPECT_EQ(counts.failed, 3U);
  EXPECT_EQ(counts.run, 2U);
}

TEST(UpstreamCounters, AnUpstreamsOwnFailuresAreNotTheClientsNorTheBalancers) {
  UpstreamCounters counters;
  for (auto& count : counters.failures) count = 1;
  EXPECT_EQ(counters.own_failures(), 8U);
}

TEST(UpstreamCounters, WhatEachRequestWritesLiesOnTwoCacheLines) {
  const UpstreamCounters counters;
  const auto line = [&counters](const auto& counter) {
    return (reinterpret_cast<const char*>(&counter) - reinterpret_cast<const char*>(&counters)) /
           64;
  };
  EXPECT_EQ(line(counters.requests), 0);
  EXPECT_EQ(line(counters.in_flight), 0);
  EXPECT_EQ(line(counters.responses.back()), 0);
  EXPECT_EQ(line(counters.connections_reused), 0);
  EXPECT_EQ(line(counters.bytes_sent), 1);
  EXPECT_EQ(line(counters.bytes_received), 1);
  EXPECT_EQ(line(counters.failures_in_a_row), 1);
  EXPECT_EQ(line(counters.response_ewma_us), 1);
  EXPECT_EQ(line(counters.response_times), 1);  // with its sum, and where its buckets are
  EXPECT_LE(sizeof counters, 320U);
}

TEST(Upstream, ItsRecentRequestsAreThoseOfTheLastSecond) {
  const auto web = upstream("a", Health::healthy);
  const Candidate candidate{&web->counters(), 100, 0};
  web->counters().requests = 7;
  EXPECT_EQ(candidate.load(LoadSource::recent_requests), 7U);
  for (int i = 0; i < 10; ++i) web->grow_older();
  EXPECT_EQ(candidate.load(LoadSource::recent_requests), 7U);
  web->counters().requests = 9;
  web->grow_older();
  EXPECT_EQ(candidate.load(LoadSource::recent_requests), 2U);
  EXPECT_EQ(candidate.load(LoadSource::in_flight), 0U);
}

TEST(Upstream, ASlowResponseIsForgottenInTime) {
  const auto web = upstream("a", Health::healthy);
  web->counters().response_ewma_us = 64'000;
  for (int i = 0; i < 22; ++i) web->grow_older();  // 2.2 s
  EXPECT_NEAR(static_cast<double>(web->counters().response_ewma_us.load()), 32'000, 1'000);
}

}  // namespace
}  // namespace rrlb
