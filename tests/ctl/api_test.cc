#include "ctl/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rrlb::api {
namespace {

using testing::ElementsAre;

TEST(Api, ReadsStats) {
  const auto stats = read_stats(R"({
      "time": "T", "balancer": {"version": "1", "uptime_seconds": 5, "mode": "proxy",
                                "algorithm": "a", "requests": 7, "in_flight": 1, "panic": true},
      "backends": [{"name": "web1", "url": "http://a", "status": "UP", "since": "S", "weight": 2,
                    "effective_weight": 0.5, "weight_why": "slow start", "requests": 6,
                    "in_flight": null, "failures": 3, "response_ms": {"p99": 1.5},
                    "cpu_percent": 20, "last_probe": {"ok": false, "detail": "refused"}}]})");
  ASSERT_TRUE(stats);
  EXPECT_EQ(stats->time, "T");
  EXPECT_EQ(stats->balancer.uptime_seconds, 5U);
  EXPECT_TRUE(stats->balancer.panic);
  ASSERT_EQ(stats->backends.size(), 1U);
  const BackendStats& backend = stats->backends[0];
  EXPECT_EQ(backend.weight, 2U);
  EXPECT_EQ(backend.effective_weight, 0.5);
  EXPECT_EQ(backend.in_flight, std::nullopt);
  EXPECT_EQ(backend.p99_ms, 1.5);
  EXPECT_EQ(backend.cpu_percent, 20.0);
  EXPECT_EQ(backend.probe_failure, "refused");
}

TEST(Api, TakesMissingAndStrangeMembersForUnknown) {
  const auto stats = read_stats(R"({"backends": [{"name": 5, "weight": -1, "requests": "many",
      "response_ms": 3, "last_probe": [], "circuit": 1}, null, 7], "balancer": []})");
  ASSERT_TRUE(stats);
  ASSERT_EQ(stats->backends.size(), 3U);
  EXPECT_EQ(stats->backends[0].name, "");
  EXPECT_EQ(stats->backends[0].weight, std::nullopt);
  EXPECT_EQ(stats->backends[0].requests, std::nullopt);
  EXPECT_EQ(stats->backends[0].p99_ms, std::nullopt);
  EXPECT_EQ(stats->balancer.mode, "");
  EXPECT_TRUE(read_stats("{}"));
  EXPECT_TRUE(read_backend(R"({"file": 1, "overrides": {}, "now": null, "explain": [1]})"));
}

TEST(Api, RefusesWhatIsNoObject) {
  for (const char* text : {"", "null", "[]", "5", "<html>", "{", "{\"a\": \"\xff\"}"}) {
    EXPECT_FALSE(read_stats(text)) << text;
    EXPECT_FALSE(indented(text)) << text;
    EXPECT_FALSE(read_refusal(text)) << text;
  }
}

TEST(Api, RefusesWhatIsNestedTooDeeply) {
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_FALSE(read_stats(deep));
}

TEST(Api, ReadsTheLayersOfABackend) {
  const auto backends = read_backends(R"({"backends": [{
      "name": "web1", "url": "http://a", "status": "DRAIN", "since": "S", "reason": "R",
      "file": {"state": "enabled", "weight": 2, "place": "f:1"},
      "overrides": [
          {"key": "weight", "value": 5, "who": "al", "when": "W", "why": "y", "until": "U"},
          {"key": "state", "value": "draining", "who": "al", "when": "W", "until": null}],
      "now": {"state": "draining", "weight": 5, "effective_weight": 5, "weight_why": "",
              "in_flight": 3, "requests": 9, "share": 0.25},
      "circuit": {"consecutive_failures": 1, "failure_rate": 0.5, "ejections": 2,
                  "ejected_until": "E"},
      "last_probe": {"detail": "200 OK"}, "explain": ["a", "b"]},
      {"name": "web2", "file": null}]})");
  ASSERT_TRUE(backends);
  const Backend& first = backends->at(0);
  ASSERT_TRUE(first.file);
  EXPECT_EQ(first.file->place, "f:1");
  ASSERT_EQ(first.overrides.size(), 2U);
  EXPECT_EQ(first.overrides[0].value, "5");
  EXPECT_EQ(first.overrides[0].until, "U");
  EXPECT_EQ(first.overrides[1].value, "draining");
  EXPECT_EQ(first.overrides[1].until, "");
  EXPECT_EQ(first.now.share, 0.25);
  EXPECT_EQ(first.circuit.ejections, 2U);
  EXPECT_EQ(first.circuit.ejected_until, "E");
  EXPECT_THAT(first.explain, ElementsAre("a", "b"));
  EXPECT_FALSE(backends->at(1).file);
}

TEST(Api, ReadsTheOtherAnswers) {
  EXPECT_THAT(read_reload(R"({"backends": 2, "before": 1, "notes": ["n"]})")->notes,
              ElementsAre("n"));
  EXPECT_THAT(read_reload(R"({"changes": ["c"], "cuts": []})")->changes, ElementsAre("c"));
  EXPECT_EQ(read_keys(R"({"file": "f", "keys": [{"section": "s", "key": "k", "value": "1",
                          "from": "default"}]})")
                ->keys.at(0)
                .from,
            "default");
  EXPECT_EQ(read_alert_results(R"({"results": [{"target": "t", "ok": true}]})")->at(0).ok, true);
  EXPECT_EQ(read_refusal(R"({"problem": "p", "problems": ["q"]})")->problem, "p");
  const auto events = read_events(R"({"newest": 3, "events": [{"number": 3, "message": "m"}]})");
  EXPECT_EQ(events->newest, 3U);
  EXPECT_EQ(events->events.at(0).message, "m");
}

TEST(Api, PrintsJsonInItsOrderAndSafely) {
  const std::string_view json = "{\"b\": 1.50, \"a\": [\"\\u001b\\u009b\xC3\xBC\x7f\"]}";
  EXPECT_EQ(indented(json),
            "{\n"
            "  \"b\": 1.5,\n"
            "  \"a\": [\n"
            "    \"\\u001b\\u009b\\u00fc\\u007f\"\n"
            "  ]\n"
            "}");
  EXPECT_EQ(in_one_line(json), "{\"b\":1.5,\"a\":[\"\\u001b\\u009b\\u00fc\\u007f\"]}");
}

TEST(Api, TakesEventsApart) {
  const std::string json = R"({"newest": 2, "events": [{"number": 1}, {"number": 2}]})";
  EXPECT_THAT(event_lines(json), ElementsAre("{\"number\":1}", "{\"number\":2}"));
  EXPECT_EQ(with_last_events(json, 1), R"({"newest":2,"events":[{"number":2}]})");
  EXPECT_EQ(with_last_events(json, 9), R"({"newest":2,"events":[{"number":1},{"number":2}]})");
  EXPECT_EQ(with_last_events("{}", 1), "{}");
}

}  // namespace
}  // namespace rrlb::api
