#include "daemon/report/records.h"

#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::probe;
using made::upstream;

JournalRecord by_probes(const Upstream& upstream, Status before) {
  return state_record(upstream, before, after_probes(upstream, before),
                      upstream.facts().last_probe->detail);
}

TEST(Records, GoingDownSaysAfterHowManyProbesAndWhy) {
  const auto web = upstream("web1", Health::healthy);
  for (int i = 0; i < 3; ++i) probe(*web, ProbeResult::failed, "no answer within 1 s");
  const JournalRecord record = by_probes(*web, Status::up);
  EXPECT_EQ(record.message,
            "backend \"web1\": UP -> DOWN after 3 failed probes: no answer within 1 s");
  EXPECT_EQ(record.level, LogLevel::warning);
  EXPECT_EQ(record.id, message_id::kState);
}

TEST(Records, ComingBackIsReported) {
  const auto web = upstream("web1", Health::unhealthy);
  probe(*web, ProbeResult::passed, "answered 200 in 1 ms");
  probe(*web, ProbeResult::passed, "answered 200 in 1 ms");
  EXPECT_EQ(by_probes(*web, Status::down).message,
            "backend \"web1\": DOWN -> UP after 2 passed probes: answered 200 in 1 ms");
}

TEST(Records, TheFirstProbeNeedsNoCount) {
  const auto web = upstream("web1", Health::unknown);
  probe(*web, ProbeResult::passed, "answered 200 in 1 ms");
  const JournalRecord record = by_probes(*web, Status::unknown);
  EXPECT_EQ(record.message, "backend \"web1\": UNKNOWN -> UP: answered 200 in 1 ms");
  EXPECT_EQ(record.level, LogLevel::info);
}

TEST(Records, AnEjectionSaysForHowLongAndWhy) {
  const auto web = upstream("web1", Health::healthy);
  web->outlier().eject(OutlierConfig{}, TimePoint{});
  const JournalRecord record = state_record(*web, Status::up, " for 10 s", "5 failures in a row");
  EXPECT_EQ(record.message, "backend \"web1\": UP -> EJECTED for 10 s: 5 failures in a row");
  EXPECT_EQ(record.level, LogLevel::warning);
  EXPECT_EQ(record.field("RRLB_REASON"), "5 failures in a row");
  EXPECT_EQ(record.field("RRLB_STATUS"), "EJECTED");
  EXPECT_EQ(record.field("RRLB_OTHER"), "");
}

TEST(Records, AReasonMayBeMissing) {
  const auto web = upstream("web1", Health::healthy);
  web->want(Wanted::draining, Moment{});
  const JournalRecord record = state_record(*web, Status::up, " by alice", "");
  EXPECT_EQ(record.message, "backend \"web1\": UP -> DRAIN by alice");
  EXPECT_EQ(record.level, LogLevel::info);
}

TEST(Records, APanicSaysHowManyAreLeftAndWhenItIsOver) {
  PanicPlan plan{true, {1, 2}, 1, 4};
  EXPECT_EQ(panic_record(plan, 50).message,
            "panic: 1 of 4 backends usable, fewer than 50 %: 2 others are used too");
  plan.panic = false;
  plan.usable = 3;
  EXPECT_EQ(panic_record(plan, 50).message, "panic: over, 3 of 4 backends usable");
}

TEST(Records, AnAccessRecordHasTheClientTheRequestAndTheBackend) {
  AccessRecord access;
  access.client = "10.0.0.1";
  access.method = "GET";
  access.target = "/x?y=\"1\\";
  access.backend = "web1";
  access.status = 200;
  access.bytes_sent = 5120;
  access.took = std::chrono::microseconds{3'240};
  const JournalRecord record = access_record(access);
  EXPECT_EQ(record.message, R"(10.0.0.1 "GET /x?y=\"1\\" 200 from web1, 5120 B in 3.2 ms)");
  EXPECT_EQ(record.id, message_id::kAccess);
}

TEST(Records, AnAccessRecordHasTheFailure) {
  AccessRecord access;
  access.client = "fd00::1";
  access.method = "POST";
  access.target = "/x";
  access.status = 502;
  access.failure = "connect_refused";
  access.retries = 2;
  EXPECT_EQ(access_record(access).message,
            "fd00::1 \"POST /x\" 502, 0 B in 0.0 ms, connect_refused, 2 retries");
}

TEST(Records, MetricsLeaveOutUnknownValues) {
  BackendSnapshot backend;
  backend.name = "web1";
  backend.status = Status::up;
  backend.requests = 1;
  EXPECT_EQ(metrics_record(backend).message, "backend \"web1\": UP, 1 request");
  backend.requests = 1234;
  backend.cpu_percent = 2.06;
  backend.ram_mb = 35.2;
  backend.latency_ms = 0.84;
  const JournalRecord record = metrics_record(backend);
  EXPECT_EQ(record.message,
            "backend \"web1\": UP, 1234 requests, CPU 2.1 %, RAM 35.2 MB, latency 0.8 ms");
  ASSERT_EQ(record.fields.size(), 7U);
  EXPECT_EQ(record.fields[4].name, "RRLB_CPU_PERCENT");
  EXPECT_EQ(record.fields[4].value, "2.1");
}

TEST(Records, ReloadsStartsAndStops) {
  EXPECT_EQ(reload_record(3, 4).message, "reload: 3 backends (was 4)");
  EXPECT_EQ(reload_refused_record(2, "/etc/rrlb.conf").message,
            "reload: kept the running configuration, 2 problems in /etc/rrlb.conf (listed above)");
  EXPECT_EQ(start_record("0.1.0", 1, 4).message, "balancer 0.1.0 started, 1 worker, 4 backends");
  EXPECT_EQ(stop_record(1234, 0).message,
            "balancer stopped after 1234 requests, 0 connections cut");
  EXPECT_EQ(stop_record(1, 1).message, "balancer stopped after 1 request, 1 connection cut");
  EXPECT_EQ(status_line(3, 4, 1234), "3/4 backends up, 1234 requests");
}

TEST(Records, WhatAReloadCannotChangeIsNamed) {
  BalancerConfig wanted;
  wanted.listen = {{"127.0.0.1", 1}};
  wanted.workers = 2;
  EXPECT_EQ(
      restart_needed(BalancerConfig{}, wanted),
      (std::vector<std::string>{"balancer.listen changed: it takes effect at the next restart",
                                "balancer.workers changed: it takes effect at the next restart"}));
  EXPECT_EQ(restart_needed(BalancerConfig{}, BalancerConfig{}), std::vector<std::string>{});
}

TEST(Records, FlappingReportsTheCountTheTimeAndTheStatus) {
  const JournalRecord record =
      flapping_record({"web1", 6, Milliseconds{42'900}, "connection refused"}, Status::down);
  EXPECT_EQ(record.message,
            "backend \"web1\": flapping, 6 changes in 42 s, now DOWN: connection refused");
  EXPECT_EQ(record.level, LogLevel::warning);
  EXPECT_EQ(record.id, message_id::kFlapping);
  EXPECT_EQ(record.field("RRLB_CHANGES"), "6");
  EXPECT_EQ(record.field("RRLB_SECONDS"), "42");
}

}  // namespace
}  // namespace rrlb
