#include "daemon/admin/snapshot.h"

#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::backend;
using made::kThen;
using made::probe;

TEST(Snapshot, ShowsUnknownValuesAsNull) {
  Config config;
  config.backends = {backend("a", 5001, 3), backend("b", 5002)};
  config.balancer.algorithm = Algorithm::weighted_round_robin;
  Roster roster;
  roster.apply(config, made::at(kThen));
  probe(*roster.entries()[0].upstream, ProbeResult::passed, "answered 200 in 1 ms");
  roster.entries()[0].upstream->record_metrics(BackendMetrics{1.5, 35.25, 61}, TimePoint{});
  roster.entries()[0].upstream->counters().requests = 12;
  const OwnFacts own{
      "0.1.0", std::chrono::seconds{3661}, {13, 1, 0, 2, 1, 0}, ProcessFigures{2.5, 8.0, {}}};
  EXPECT_EQ(
      to_json(build_snapshot(roster, own, made::at(kThen))),
      R"({"time":"2027-01-15T08:00:00.000Z","balancer":{"version":"0.1.0","uptime":"01:01:01",)"
      R"("uptime_seconds":3661,"mode":"redirect","algorithm":"weighted_round_robin","requests":13,)"
      R"("in_flight":0,"panic":false,"cpu_percent":2.5,"ram_mb":8.0},"backends":[)"
      R"({"name":"a","url":"http://127.0.0.1:5001","status":"UP","since":"2027-01-15T08:00:00.000Z",)"
      R"("weight":3,"effective_weight":3.0,"weight_why":"","requests":12,"in_flight":null,"responses":null,"failures":null,)"
      R"("failures_by_kind":null,"retries":null,"bytes_sent":null,"bytes_received":null,)"
      R"("connections":null,"latency_ms":0.8,"response_ms":null,"circuit":null,)"
      R"("cpu_percent":1.5,"ram_mb":35.25,"uptime":"00:01:01","uptime_seconds":61,"last_probe":)"
      R"({"time":"2027-01-15T08:00:00.000Z","ok":true,"detail":"answered 200 in 1 ms"}},)"
      R"({"name":"b","url":"http://127.0.0.1:5002","status":"UNKNOWN",)"
      R"("since":"2027-01-15T08:00:00.000Z","weight":1,"effective_weight":1.0,"weight_why":"","requests":0,"in_flight":null,"responses":null,"failures":null,)"
      R"("failures_by_kind":null,"retries":null,"bytes_sent":null,"bytes_received":null,)"
      R"("connections":null,"latency_ms":null,"response_ms":null,"circuit":null,"cpu_percent":null,"ram_mb":null,"uptime":null,)"
      R"("uptime_seconds":null,"last_probe":null}]})");
}

Config one_backend(Mode mode) {
  Config config;
  config.backends = {backend("a", 5001)};
  config.balancer.mode = mode;
  return config;
}

// One backend that has answered relayed requests.
Roster carrying_roster() {
  Roster roster;
  roster.apply(one_backend(Mode::proxy), made::at(kThen));
  UpstreamCounters& counters = roster.entries()[0].upstream->counters();
  counters.requests = 12;
  counters.in_flight = 2;
  counters.responses[1] = 5;
  counters.responses[4] = 1;
  counters.failures[static_cast<std::size_t>(FailureKind::connect_refused)] = 3;
  counters.failures[static_cast<std::size_t>(FailureKind::stalled_response)] = 1;
  counters.failures[static_cast<std::size_t>(FailureKind::client_gone)] = 50;
  counters.failures[static_cast<std::size_t>(FailureKind::no_descriptors)] = 60;
  counters.retries = 4;
  counters.bytes_sent = 1000;
  counters.bytes_received = 2000;
  counters.connections_opened = 6;
  counters.connections_reused = 7;
  counters.connections_open = 2;
  return roster;
}

TEST(Snapshot, ShowsRelayedRequests) {
  const Roster roster = carrying_roster();
  roster.entries()[0].upstream->counters().response_times.record(std::chrono::microseconds{2'500});
  const std::string json = to_json(build_snapshot(roster, OwnFacts{}, made::at(kThen)));
  EXPECT_NE(
      json.find(
          R"("requests":12,"in_flight":2,"responses":{"1xx":0,"2xx":5,"3xx":0,"4xx":0,"5xx":1},)"
          R"("failures":4,"failures_by_kind":{"closed_early":0,"connect_failed":0,)"
          R"("connect_refused":3,"connect_timeout":0,"malformed_response":0,"response_timeout":0,)"
          R"("stalled_response":1,"truncated_response":0},"retries":4,"bytes_sent":1000,)"
          R"("bytes_received":2000,"connections":{"opened":6,"reused":7,"open":2},)"
          R"("latency_ms":null,"response_ms":{"p50":2.5,"p90":2.5,"p99":2.5},)"),
      std::string::npos)
      << json;
}

TEST(Snapshot, HasNoResponseTimesBeforeTheFirstResponse) {
  const Snapshot snapshot = build_snapshot(carrying_roster(), OwnFacts{}, made::at(kThen));
  EXPECT_EQ(snapshot.backends[0].response_ms, std::nullopt);
}

TEST(Snapshot, HasTheResponseTimesOfEachBackendThatRelays) {
  Roster roster = carrying_roster();
  roster.entries()[0].upstream->counters().response_times.record(std::chrono::seconds{2});
  const auto counts = read_counts(roster);
  ASSERT_EQ(counts.size(), 1U);
  ASSERT_TRUE(counts.at("a").times);
  EXPECT_EQ(counts.at("a").times->sum, std::chrono::seconds{2});
  EXPECT_EQ(counts.at("a").times->cumulative.back(), 1U);
  roster.apply(one_backend(Mode::redirect), made::at(kThen));
  EXPECT_FALSE(read_counts(roster).at("a").times);
}

}  // namespace
}  // namespace rrlb
