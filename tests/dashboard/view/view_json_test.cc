#include "dashboard/view/view_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/dashboard/view/made_up.h"

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const View& view, const PageFacts& facts = {}) {
  return Json::parse(stats_json(view, facts, kWall));
}

TEST(ViewJson, BeforeTheFirstAnswer) {
  EXPECT_EQ(json_of(view_of(PollState{})), Json::parse(R"({
    "version": 1, "time": "2027-01-15T08:00:00.000Z", "time_ms": 1800000000000,
    "interval_ms": 2000,
    "summary": {"up": 0, "all": 0, "requests": 0, "requests_per_second": null,
                "failures_per_second": null, "in_flight": null, "reachable": false,
                "wellness": "unknown", "headline": "waiting for the balancer's first answer",
                "age_seconds": null},
    "balancers": [{"url": "http://lb1:5000", "reachable": false, "trouble": null,
                   "trouble_since": null, "age_seconds": null, "requests_per_second": null,
                   "version": null, "mode": null, "algorithm": null, "uptime_seconds": null,
                   "requests": null, "in_flight": null, "panic": null, "cpu_percent": null,
                   "ram_mb": null}],
    "backends": [],
    "history": {"state": "off", "why": null, "since": null},
    "controls": {"available": false}})"));
}

TEST(ViewJson, HasAllFieldsOfABackend) {
  const Json json = json_of(view_of(state_with(one_up_one_down())));
  EXPECT_EQ(json["backends"][0], Json::parse(R"({
    "name": "web1", "url": "http://a:1", "color_slot": 0, "pattern": 0, "status": "UP",
    "since": "2027-01-15T07:00:00.000Z", "reason": "", "stale": false, "health_percent": 100,
    "requests": 7, "requests_per_second": null, "share": 1, "failures": null,
    "failures_per_second": null, "in_flight": null, "latency_ms": 0.84, "response_ms": null,
    "cpu_percent": 12.34, "ram_mb": 35.25, "uptime": "123:04:05", "uptime_seconds": 443045,
    "weight": 1, "effective_weight": null, "weight_why": "",
    "last_probe": {"time": "2027-01-15T08:00:00.000Z", "ok": true,
                   "detail": "answered 200 in 0.8 ms"}})"));
}

TEST(ViewJson, HasTheTroubleOfABalancer) {
  const Json json = json_of(view_of(lost(one_up_one_down()), Milliseconds{1'500}));
  EXPECT_EQ(json["balancers"][0]["trouble"], "connection refused");
  EXPECT_EQ(json["balancers"][0]["trouble_since"], "2027-01-15T08:00:00.000Z");
  EXPECT_EQ(json["balancers"][0]["requests"], 7);
  EXPECT_EQ(json["backends"][0]["stale"], true);
  EXPECT_EQ(json["summary"]["age_seconds"], 1.5);
}

TEST(ViewJson, HasTheStatusAtEachOfSeveralBalancers) {
  const PollState state = state_with(one_up_one_down());
  EXPECT_EQ(json_of(view_of({state, state}))["backends"][1]["by_balancer"], Json::parse(R"([
    {"balancer": 0, "status": "DOWN", "requests": 0},
    {"balancer": 1, "status": "DOWN", "requests": 0}])"));
}

TEST(ViewJson, HasTheStateOfHistoryAndControls) {
  const Json json =
      json_of(view_of(PollState{}), {Milliseconds{500}, "paused", "the disk is full", kWall, true});
  EXPECT_EQ(json["interval_ms"], 500);
  EXPECT_EQ(json["history"], Json::parse(R"({"state": "paused", "why": "the disk is full",
    "since": "2027-01-15T08:00:00.000Z"})"));
  EXPECT_EQ(json["controls"]["available"], true);
}

TEST(ViewJson, IsValidForAnyTextOfABackend) {
  Snapshot snapshot;
  snapshot.backends.resize(1);
  snapshot.backends[0].name = "\"}],\xff\x01";
  const std::string json = stats_json(view_of(state_with(snapshot)), {}, kWall);
  EXPECT_NE(json.find("\"name\":\"\\\"}],\uFFFD\\u0001\""), std::string::npos) << json;
}

}  // namespace
}  // namespace rrlb
