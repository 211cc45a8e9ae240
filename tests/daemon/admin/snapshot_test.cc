#include "admin/snapshot.h"

#include <gtest/gtest.h>

#include "../balance/made.h"

namespace rrlb {
namespace {

using made::backend;
using made::kThen;
using made::probe;

TEST(Snapshot, ShowsWhatIsKnownAndNoMore) {
  Config config;
  config.backends = {backend("a", 5001, 3), backend("b", 5002)};
  config.balancer.algorithm = Algorithm::weighted_round_robin;
  Roster roster;
  roster.apply(config, kThen);
  probe(*roster.upstreams()[0], ProbeResult::passed, "answered 200 in 1 ms");
  roster.upstreams()[0]->record_metrics(BackendMetrics{1.5, 35.25, 61});
  roster.upstreams()[0]->counters().requests = 12;
  const OwnFacts own{
      "0.1.0", std::chrono::seconds{3661}, {13, 1, 0, 2, 1, 0}, ProcessFigures{2.5, 8.0, {}}};
  EXPECT_EQ(
      to_json(build_snapshot(roster, own, kThen)),
      R"({"time":"2027-01-15T08:00:00.000Z","balancer":{"version":"0.1.0","uptime":"01:01:01",)"
      R"("uptime_seconds":3661,"mode":"redirect","algorithm":"weighted_round_robin","requests":13,)"
      R"("in_flight":0,"cpu_percent":2.5,"ram_mb":8.0},"backends":[)"
      R"({"name":"a","url":"http://127.0.0.1:5001","status":"UP","since":"2027-01-15T08:00:00.000Z",)"
      R"("weight":3,"requests":12,"in_flight":null,"failures":null,"latency_ms":0.8,"response_ms":null,)"
      R"("cpu_percent":1.5,"ram_mb":35.25,"uptime":"00:01:01","uptime_seconds":61,"last_probe":)"
      R"({"time":"2027-01-15T08:00:00.000Z","ok":true,"detail":"answered 200 in 1 ms"}},)"
      R"({"name":"b","url":"http://127.0.0.1:5002","status":"UNKNOWN",)"
      R"("since":"2027-01-15T08:00:00.000Z","weight":1,"requests":0,"in_flight":null,"failures":null,)"
      R"("latency_ms":null,"response_ms":null,"cpu_percent":null,"ram_mb":null,"uptime":null,)"
      R"("uptime_seconds":null,"last_probe":null}]})");
}

}  // namespace
}  // namespace rrlb
