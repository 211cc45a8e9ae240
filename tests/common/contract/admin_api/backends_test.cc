#include "common/contract/admin_api/backends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rrlb::admin_api {
namespace {

using testing::ElementsAre;

// One as a balancer that carries requests shows it.
Backend carried() {
  Backend backend;
  backend.name = "web1";
  backend.url = "http://a";
  backend.status = "DRAIN";
  backend.since = "S";
  backend.reason = "set by al at W";
  backend.file = FileLayer{"enabled", 2, "f:1"};
  backend.overrides = {{"weight", std::uint64_t{5}, "al", "W", "y", "U"},
                       {"state", "draining", "al", "W", "", ""}};
  backend.now = {"draining", 5, 2.50049, "slow start 50 %", 3, 9, 0.25};
  backend.circuit = Circuit{1, 0.5, 2, "E"};
  backend.last_probe = LastProbe{"T", true, "200 OK"};
  backend.explain = {"a", "b"};
  return backend;
}

const char* const kCarried =
    R"({"name":"web1","url":"http://a","status":"DRAIN","since":"S","reason":"set by al at W",)"
    R"("file":{"state":"enabled","weight":2,"place":"f:1"},"overrides":[)"
    R"({"key":"weight","value":5,"who":"al","when":"W","why":"y","until":"U"},)"
    R"({"key":"state","value":"draining","who":"al","when":"W","why":"","until":null}],)"
    R"("now":{"state":"draining","weight":5,"effective_weight":2.5,"weight_why":"slow start 50 %",)"
    R"("in_flight":3,"requests":9,"share":0.25},"circuit":{"consecutive_failures":1,)"
    R"("failure_rate":0.5,"ejections":2,"ejected_until":"E"},)"
    R"("last_probe":{"time":"T","ok":true,"detail":"200 OK"},"explain":["a","b"]})";

TEST(AdminBackends, AreWrittenWithTheirLayers) { EXPECT_EQ(to_json(carried()), kCarried); }

TEST(AdminBackends, AreWrittenWithNullForWhatIsNotKnown) {
  Backend added;
  added.name = "web9";
  added.overrides = {{"removed", true, "al", "W", "", ""}};
  EXPECT_EQ(
      to_json(added),
      R"({"name":"web9","url":"","status":"","since":"","reason":"","file":null,"overrides":[)"
      R"({"key":"removed","value":true,"who":"al","when":"W","why":"","until":null}],)"
      R"("now":{"state":"","weight":null,"effective_weight":null,"weight_why":"",)"
      R"("in_flight":null,"requests":null,"share":null},"circuit":null,"last_probe":null,)"
      R"("explain":[]})");
}

TEST(AdminBackends, AreWrittenAsAList) {
  EXPECT_EQ(to_json(std::vector<Backend>{}), R"({"backends":[]})");
  EXPECT_EQ(to_json(std::vector<Backend>{carried(), carried()}),
            std::string{"{\"backends\":["} + kCarried + "," + kCarried + "]}");
}

TEST(AdminBackends, AreReadAsTheyWereWritten) {
  const auto read = read_backend(kCarried);
  ASSERT_TRUE(read);
  EXPECT_EQ(to_json(*read), kCarried);
}

TEST(AdminBackends, AreReadWithTheirLayers) {
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
  EXPECT_EQ(text_of(first.overrides[0].value), "5");
  EXPECT_EQ(first.overrides[0].until, "U");
  EXPECT_EQ(text_of(first.overrides[1].value), "draining");
  EXPECT_EQ(first.overrides[1].until, "");
  EXPECT_EQ(first.now.share, 0.25);
  EXPECT_EQ(first.circuit->ejections, 2U);
  EXPECT_EQ(first.circuit->ejected_until, "E");
  EXPECT_THAT(first.explain, ElementsAre("a", "b"));
  EXPECT_FALSE(backends->at(1).file);
}

TEST(AdminBackends, AreReadLeniently) {
  EXPECT_TRUE(read_backend(R"({"file": 1, "overrides": {}, "now": null, "explain": [1]})"));
  const auto strange = read_backend(R"({"overrides": [{"key": "zone", "value": {"a": 1.5}}, 7]})");
  ASSERT_TRUE(strange);
  EXPECT_EQ(text_of(strange->overrides[0].value), R"({"a":1.5})");
  EXPECT_EQ(strange->overrides[1].key, "");
}

TEST(AdminBackends, AreNotReadOfWhatIsNoObject) {
  for (const char* text : {"", "null", "[]", "5", "<html>", "{", "{\"a\": \"\xff\"}"}) {
    EXPECT_FALSE(read_backends(text)) << text;
  }
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_FALSE(read_backends(deep));
}

}  // namespace
}  // namespace rrlb::admin_api
