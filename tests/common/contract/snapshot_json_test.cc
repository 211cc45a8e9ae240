#include "common/contract/snapshot_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace rrlb {
namespace {

using Json = nlohmann::json;

Snapshot two_backends() {
  BackendSnapshot up;
  up.name = "backend-5001";
  up.url = "http://127.0.0.1:5001";
  up.status = Status::up;
  up.since = "2026-11-23T01:14:05.123Z";
  up.weight = 3;
  up.effective_weight = 1.2;
  up.weight_why = "slow start 40 %";
  up.requests = 1'250;
  up.in_flight = 2;
  up.responses = ResponseClasses{1, 1'200, 30, 15, 3};
  up.failures = 1;
  up.failures_by_kind = {{"closed_early", 0}, {"connect_refused", 1}};
  up.retries = 4;
  up.bytes_sent = 500'000;
  up.bytes_received = 18'446'744'073'709'551'615U;
  up.connections = ConnectionCounts{10, 1'240, 3};
  up.latency_ms = 0.8125;
  up.response_ms = ResponsePercentiles{1.5, 2.25, 9};
  up.circuit = Circuit{2, 0.25, 1, "2026-11-23T01:15:11.000Z"};
  up.cpu_percent = 12.3456;
  up.ram_mb = 7.5;
  up.uptime_seconds = 3'661;
  up.last_probe = LastProbe{"2026-11-23T01:15:00.000Z", true, "200 OK in 1 ms"};
  BackendSnapshot down;
  down.name = "backend-5002";
  down.url = "http://127.0.0.1:5002";
  down.status = Status::down;
  down.since = "2026-11-23T01:14:09.000Z";
  Snapshot snapshot;
  snapshot.time = "2026-11-23T01:15:01.000Z";
  snapshot.balancer = {"0.1.0", 90, "redirect", "round_robin", 5'000, 4, true, 1.25, std::nullopt};
  snapshot.backends = {up, down};
  return snapshot;
}

constexpr const char* kTwoBackends =
    R"({"time":"2026-11-23T01:15:01.000Z",)"
    R"("balancer":{"version":"0.1.0","uptime":"00:01:30","uptime_seconds":90,"mode":"redirect",)"
    R"("algorithm":"round_robin","requests":5000,"in_flight":4,"panic":true,)"
    R"("cpu_percent":1.25,"ram_mb":null},)"
    R"("backends":[{"name":"backend-5001","url":"http://127.0.0.1:5001","status":"UP",)"
    R"("since":"2026-11-23T01:14:05.123Z","weight":3,"effective_weight":1.2,)"
    R"("weight_why":"slow start 40 %","requests":1250,"in_flight":2,)"
    R"("responses":{"1xx":1,"2xx":1200,"3xx":30,"4xx":15,"5xx":3},"failures":1,)"
    R"("failures_by_kind":{"closed_early":0,"connect_refused":1},"retries":4,)"
    R"("bytes_sent":500000,"bytes_received":18446744073709551615,)"
    R"("connections":{"opened":10,"reused":1240,"open":3},)"
    R"("latency_ms":0.813,"response_ms":{"p50":1.5,"p90":2.25,"p99":9.0},)"
    R"("circuit":{"consecutive_failures":2,"failure_rate":0.25,"ejections":1,)"
    R"("ejected_until":"2026-11-23T01:15:11.000Z"},"cpu_percent":12.346,)"
    R"("ram_mb":7.5,"uptime":"01:01:01","uptime_seconds":3661,)"
    R"("last_probe":{"time":"2026-11-23T01:15:00.000Z","ok":true,"detail":"200 OK in 1 ms"}},)"
    R"({"name":"backend-5002","url":"http://127.0.0.1:5002","status":"DOWN",)"
    R"("since":"2026-11-23T01:14:09.000Z","weight":1,"effective_weight":null,)"
    R"("weight_why":"","requests":0,"in_flight":null,)"
    R"("responses":null,"failures":null,"failures_by_kind":null,"retries":null,)"
    R"("bytes_sent":null,"bytes_received":null,"connections":null,"latency_ms":null,"response_ms":null,)"
    R"("circuit":null,"cpu_percent":null,"ram_mb":null,)"
    R"("uptime":null,"uptime_seconds":null,"last_probe":null}]})";

Json two_backends_json() { return Json::parse(kTwoBackends); }

std::string problem_of(const Json& json) {
  const ParsedSnapshot parsed = parse_snapshot(json.dump());
  EXPECT_EQ(parsed.snapshot.has_value(), parsed.problem.empty());
  return parsed.problem;
}

TEST(Snapshot, IsWrittenLikeThis) { EXPECT_EQ(to_json(two_backends()), kTwoBackends); }

TEST(Snapshot, ReadsBackAsItWasWritten) {
  Snapshot written = two_backends();
  written.backends[0].latency_ms = 0.813;  // three decimals are kept
  written.backends[0].cpu_percent = 12.346;
  const ParsedSnapshot parsed = parse_snapshot(to_json(two_backends()));
  EXPECT_EQ(parsed.problem, "");
  EXPECT_EQ(parsed.snapshot, written);
}

TEST(Snapshot, HasOneWordForEachStatus) {
  for (const auto& [status, word] :
       std::initializer_list<std::pair<Status, std::string_view>>{{Status::unknown, "UNKNOWN"},
                                                                  {Status::up, "UP"},
                                                                  {Status::down, "DOWN"},
                                                                  {Status::drain, "DRAIN"},
                                                                  {Status::maint, "MAINT"},
                                                                  {Status::ejected, "EJECTED"}}) {
    EXPECT_EQ(to_string(status), word);
    Json json = two_backends_json();
    json["backends"][0]["status"] = word;
    EXPECT_EQ(parse_snapshot(json.dump()).snapshot->backends[0].status, status);
  }
}

TEST(Snapshot, WithoutBackendsHasAnEmptyList) {
  Snapshot snapshot = two_backends();
  snapshot.backends.clear();
  EXPECT_EQ(parse_snapshot(to_json(snapshot)).snapshot, snapshot);
}

TEST(Snapshot, FromANewerBalancerIsUnderstood) {
  Json json = two_backends_json();
  json["news"] = {{"a", 1}};
  json["balancer"]["news"] = "b";
  json["backends"][1]["news"] = nullptr;
  EXPECT_EQ(problem_of(json), "");
}

TEST(Snapshot, FromAnOlderBalancerIsUnderstood) {
  Snapshot expected = two_backends();
  Json json = two_backends_json();
  for (std::size_t i = 0; i < expected.backends.size(); ++i) {
    for (const char* added : {"responses", "failures_by_kind", "retries", "bytes_sent",
                              "bytes_received", "connections"}) {
      json["backends"][i].erase(added);
    }
    BackendSnapshot& backend = expected.backends[i];
    backend.responses.reset();
    backend.failures_by_kind.reset();
    backend.retries = backend.bytes_sent = backend.bytes_received = std::nullopt;
    backend.connections.reset();
  }
  EXPECT_EQ(problem_of(json), "");
  const ParsedSnapshot parsed = parse_snapshot(json.dump());
  EXPECT_EQ(to_json(*parsed.snapshot), to_json(expected));
}

// Every member, and what is said when it is missing or is something else.
struct Member {
  const char* pointer;   // where (RFC 6901)
  const char* path;      // how complaints call it
  const char* expected;  // what they then ask for
  bool nullable = false;
  bool may_be_missing = false;
};

const std::vector<Member>& members() {
  static const std::vector<Member> all{
      {"/time", "time", "a text"},
      {"/balancer", "balancer", "an object"},
      {"/balancer/version", "balancer.version", "a text"},
      {"/balancer/uptime_seconds", "balancer.uptime_seconds", "a whole number"},
      {"/balancer/mode", "balancer.mode", "a text"},
      {"/balancer/algorithm", "balancer.algorithm", "a text"},
      {"/balancer/requests", "balancer.requests", "a whole number"},
      {"/balancer/in_flight", "balancer.in_flight", "a whole number"},
      {"/balancer/cpu_percent", "balancer.cpu_percent", "a number", true},
      {"/balancer/ram_mb", "balancer.ram_mb", "a number", true},
      {"/backends", "backends", "a list"},
      {"/backends/0/name", "backends[0].name", "a text"},
      {"/backends/0/url", "backends[0].url", "a text"},
      {"/backends/1/status", "backends[1].status", "a text"},
      {"/backends/0/since", "backends[0].since", "a text"},
      {"/backends/0/weight", "backends[0].weight", "a whole number"},
      {"/backends/1/requests", "backends[1].requests", "a whole number"},
      {"/backends/0/in_flight", "backends[0].in_flight", "a whole number", true},
      {"/backends/0/responses", "backends[0].responses", "an object", true, true},
      {"/backends/0/responses/1xx", "backends[0].responses.1xx", "a whole number"},
      {"/backends/0/responses/5xx", "backends[0].responses.5xx", "a whole number"},
      {"/backends/0/failures", "backends[0].failures", "a whole number", true},
      {"/backends/0/failures_by_kind", "backends[0].failures_by_kind", "an object", true, true},
      {"/backends/0/failures_by_kind/connect_refused",
       "backends[0].failures_by_kind.connect_refused", "a whole number", false, true},
      {"/backends/0/retries", "backends[0].retries", "a whole number", true, true},
      {"/backends/0/bytes_sent", "backends[0].bytes_sent", "a whole number", true, true},
      {"/backends/0/bytes_received", "backends[0].bytes_received", "a whole number", true, true},
      {"/backends/0/connections", "backends[0].connections", "an object", true, true},
      {"/backends/0/connections/opened", "backends[0].connections.opened", "a whole number"},
      {"/backends/0/connections/reused", "backends[0].connections.reused", "a whole number"},
      {"/backends/0/connections/open", "backends[0].connections.open", "a whole number"},
      {"/backends/0/latency_ms", "backends[0].latency_ms", "a number", true},
      {"/backends/0/response_ms", "backends[0].response_ms", "an object", true},
      {"/backends/0/response_ms/p50", "backends[0].response_ms.p50", "a number"},
      {"/backends/0/response_ms/p90", "backends[0].response_ms.p90", "a number"},
      {"/backends/0/response_ms/p99", "backends[0].response_ms.p99", "a number"},
      {"/backends/0/cpu_percent", "backends[0].cpu_percent", "a number", true},
      {"/backends/0/ram_mb", "backends[0].ram_mb", "a number", true},
      {"/backends/0/uptime_seconds", "backends[0].uptime_seconds", "a whole number", true},
      {"/backends/0/last_probe", "backends[0].last_probe", "an object", true},
      {"/backends/0/last_probe/time", "backends[0].last_probe.time", "a text"},
      {"/backends/0/last_probe/ok", "backends[0].last_probe.ok", "true or false"},
      {"/backends/0/last_probe/detail", "backends[0].last_probe.detail", "a text"},
  };
  return all;
}

TEST(Snapshot, ComplainsOfEachMissingMember) {
  for (const Member& member : members()) {
    Json json = two_backends_json();
    const Json::json_pointer pointer{member.pointer};
    json[pointer.parent_pointer()].erase(pointer.back());
    EXPECT_EQ(problem_of(json),
              member.may_be_missing ? "" : std::string{member.path} + ": is missing");
  }
}

TEST(Snapshot, ComplainsOfEachMemberOfAnotherType) {
  for (const Member& member : members()) {
    for (const Json& other : {Json("x"), Json(7), Json(1.5), Json(true), Json(nullptr)}) {
      const std::string expected = member.expected;
      if (expected == "a text" && other.is_string()) continue;
      if (expected == "a whole number" && other.is_number_unsigned()) continue;
      if (expected == "a whole number" && other == 7) continue;
      if (expected == "a number" && other.is_number()) continue;
      if (expected == "true or false" && other.is_boolean()) continue;
      if (other.is_null() && member.nullable) continue;
      Json json = two_backends_json();
      json[Json::json_pointer{member.pointer}] = other;
      EXPECT_EQ(problem_of(json), std::string{member.path} + ": expected " + expected)
          << other.dump();
    }
  }
}

TEST(Snapshot, ComplainsOfNumbersThatCannotBeCounts) {
  Json json = two_backends_json();
  json["backends"][0]["requests"] = -1;
  EXPECT_EQ(problem_of(json), "backends[0].requests: expected a whole number");
  json = two_backends_json();
  json["backends"][0]["weight"] = 1'000'000;
  EXPECT_EQ(problem_of(json), "backends[0].weight: expected at most 65535");
}

TEST(Snapshot, ComplainsOfAnUnknownStatus) {
  Json json = two_backends_json();
  json["backends"][1]["status"] = "up";
  EXPECT_EQ(problem_of(json), "backends[1].status: expected a status word");
}

TEST(Snapshot, ComplainsOfABackendThatIsNoObject) {
  Json json = two_backends_json();
  json["backends"][1] = 5;
  EXPECT_EQ(problem_of(json), "backends[1]: expected an object");
}

TEST(Snapshot, ComplainsOfWhatIsNoJsonObject) {
  for (const char* text : {"", "{", "<html>", "{\"time\":}", "\xff\xfe", "1e999"}) {
    EXPECT_EQ(parse_snapshot(text).problem, "not JSON") << text;
  }
  EXPECT_EQ(parse_snapshot("[]").problem, "expected an object");
  EXPECT_EQ(parse_snapshot("null").problem, "expected an object");
}

TEST(Snapshot, RefusesHostileDepth) {
  EXPECT_EQ(parse_snapshot(std::string(10'000'000, '[')).problem, "nested too deeply");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(parse_snapshot(objects).problem, "nested too deeply");
}

TEST(Snapshot, RefusesEndlessTexts) {
  Snapshot snapshot = two_backends();
  snapshot.backends[1].last_probe = LastProbe{"", true, std::string(4096, 'x')};
  EXPECT_EQ(parse_snapshot(to_json(snapshot)).problem, "");
  snapshot.backends[1].last_probe->detail += 'x';
  EXPECT_EQ(parse_snapshot(to_json(snapshot)).problem,
            "backends[1].last_probe.detail: expected at most 4096 bytes");
  snapshot = two_backends();
  snapshot.backends[0].failures_by_kind = {{std::string(65, 'k'), 1}};
  EXPECT_EQ(parse_snapshot(to_json(snapshot)).problem,
            "backends[0].failures_by_kind: expected names of at most 64 bytes");
}

TEST(Snapshot, RefusesDepthThatHidesBehindBracketsInTexts) {
  const std::string json =
      "[\"" + std::string(100'000, ']') + "\"," + std::string(100'000, '[') + "1";
  EXPECT_EQ(parse_snapshot(json).problem, "nested too deeply");
}

TEST(Snapshot, TakesBracketsInTextsForText) {
  Snapshot snapshot = two_backends();
  snapshot.backends[0].last_probe->detail = "\"\\" + std::string(100, '[') + "\"{";
  const ParsedSnapshot parsed = parse_snapshot(to_json(snapshot));
  ASSERT_EQ(parsed.problem, "");
  EXPECT_EQ(parsed.snapshot->backends[0].last_probe, snapshot.backends[0].last_probe);
}

TEST(Snapshot, ReplacesBytesThatAreNotUtf8) {
  Snapshot snapshot = two_backends();
  snapshot.backends[0].last_probe->detail = "sent \xff\xfe";
  EXPECT_EQ(parse_snapshot(to_json(snapshot)).snapshot->backends[0].last_probe->detail,
            "sent \xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace rrlb
