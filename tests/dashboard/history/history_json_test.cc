#include "dashboard/history/history_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/dashboard/history/made_points.h"

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;

const WallTime kNowWall = after(0);  // 1800000000000

std::string problem_of(const std::string& query) {
  return parse_history_query(query, kNowWall).problem;
}

TEST(HistoryQuery, DefaultsToTheLast15Minutes) {
  const auto [query, problem] = parse_history_query("", kNowWall);
  EXPECT_EQ(problem, "");
  EXPECT_EQ(query.to, kNowWall);
  EXPECT_EQ(query.from, after(-900));
  EXPECT_EQ(query.points, 500);
  EXPECT_EQ(query.backend, "");
  EXPECT_THAT(query.columns, ElementsAre(Column::requests_per_second, Column::health_percent));
}

TEST(HistoryQuery, HasAllParameters) {
  const auto [query, problem] = parse_history_query(
      "from=1799999000000&to=2027-01-15T08:00:00Z&points=10&backend=web%201%2Fa&columns="
      "ram_mb,latency_ms",
      kNowWall);
  EXPECT_EQ(problem, "");
  EXPECT_EQ(query.from, after(-1'000));
  EXPECT_EQ(query.to, kNowWall);
  EXPECT_EQ(query.points, 10);
  EXPECT_EQ(query.backend, "web 1/a");
  EXPECT_THAT(query.columns, ElementsAre(Column::ram_mb, Column::latency_ms));
}

TEST(HistoryQuery, EachMistakeIsReported) {
  EXPECT_EQ(problem_of("points=9"), "points must be 10..2000, got \"9\"");
  EXPECT_EQ(problem_of("points=99999999999999999999"),
            "points must be 10..2000, got \"99999999999999999999\"");
  EXPECT_EQ(problem_of("points=-1"), "points must be 10..2000, got \"-1\"");
  EXPECT_EQ(problem_of("from=yesterday"),
            "from must be a time in epoch milliseconds or like \"2026-11-23T01:14:05Z\", got "
            "\"yesterday\"");
  EXPECT_EQ(problem_of("from=9&to=9"), "from must be before to");
  EXPECT_EQ(problem_of("to=-5"),
            "to must be a time in epoch milliseconds or like \"2026-11-23T01:14:05Z\", got \"-5\"");
  EXPECT_EQ(problem_of("to=253402300799999"),
            "to must be a time in epoch milliseconds or like \"2026-11-23T01:14:05Z\", got "
            "\"253402300799999\"");
  EXPECT_EQ(problem_of("from=1700-01-01T00:00:00Z&to=2200-01-01T00:00:00Z"),
            "from must be a time in epoch milliseconds or like \"2026-11-23T01:14:05Z\", got "
            "\"1700-01-01T00:00:00Z\"");
  EXPECT_EQ(problem_of("columns=cpu"),
            "columns must be some of requests_per_second, health_percent, failures_per_second, "
            "latency_ms, cpu_percent, ram_mb, in_flight, got \"cpu\"");
  EXPECT_EQ(problem_of("columns="), "columns must not be empty");
  EXPECT_EQ(problem_of("points=10&points=20"), "\"points\" is given twice");
  EXPECT_EQ(problem_of("limit=1"), "unknown parameter \"limit\"");
  EXPECT_EQ(problem_of("backend=%ff"), "the query is not valid UTF-8");
  EXPECT_EQ(problem_of("backend=a%00"), "the query is not valid UTF-8");
  EXPECT_EQ(problem_of("&&"), "");
}

TEST(HistoryQuery, OfEventsAndFilesDefaultsToADay) {
  EXPECT_EQ(parse_events_query("", kNowWall).query.from, after(-86'400));
  EXPECT_EQ(parse_events_query("limit=0", kNowWall).problem, "limit must be 1..5000, got \"0\"");
  EXPECT_EQ(parse_points_query("points=20001", kNowWall).problem,
            "points must be 1..20000, got \"20001\"");
}

TEST(HistoryJson, HasColumnsWithGaps) {
  HistoryAnswer answer;
  answer.from = after(0);
  answer.to = after(10);
  answer.step = Milliseconds{2'000};
  answer.times = {1, 2};
  answer.asked = {Column::cpu_percent};
  answer.series = {{"we\"b", "http://a", {{Aggregate{1.236, 1, 2}, std::nullopt}}},
                   {"b", "http://b", {{std::nullopt, std::nullopt}}}};
  const auto color = [](const std::string& url) { return Color{url == "http://a" ? 3 : 0, 1}; };
  EXPECT_EQ(Json::parse(history_json(answer, color)), Json::parse(R"({
    "version": 1, "from_ms": 1800000000000, "to_ms": 1800000010000, "step_ms": 2000,
    "tier": "full", "time_ms": [1, 2], "backends": {
      "we\"b": {"url": "http://a", "color_slot": 3, "pattern": 1,
                "cpu_percent": {"avg": [1.24, null], "min": [1, null], "max": [2, null]}},
      "b": {"url": "http://b", "color_slot": 0, "pattern": 1,
            "cpu_percent": {"avg": [null, null], "min": [null, null], "max": [null, null]}}}})"));
  answer.series.clear();
  EXPECT_TRUE(Json::parse(history_json(answer, color))["backends"].empty());
}

TEST(HistoryJson, OfEventsHasAllFields) {
  const HistoryEvent event{after(0), "", "web1", "state", "info", "UP", "<b>"};
  EXPECT_EQ(Json::parse(events_json({"", {event}, {}})), Json::parse(R"({"version": 1, "events": [
    {"time_ms": 1800000000000, "time": "2027-01-15T08:00:00.000Z", "balancer": "",
     "backend": "web1", "kind": "state", "level": "info", "status": "UP", "message": "<b>"}],
    "before": []})"));
}

TEST(HistoryJson, OfABackendIsAFileOfJsonOrCsv) {
  PointsAnswer answer;
  EXPECT_EQ(points_json(answer), "[]");
  answer.points = {{after(0), made_point(1, 2.5)}, {after(2), made_point(1, 3)}};
  EXPECT_EQ(Json::parse(points_json(answer))[0], Json::parse(R"({
    "time": "2027-01-15T08:00:00.000Z", "time_ms": 1800000000000, "requests": 1000,
    "requests_per_second": 2.5, "status": "UP", "health_percent": 100, "cpu_percent": null,
    "ram_mb": null, "latency_ms": null, "uptime_seconds": 60})"));
  EXPECT_EQ(points_csv(answer),
            "time,time_ms,requests,requests_per_second,status,health_percent,cpu_percent,ram_mb,"
            "latency_ms,uptime_seconds\r\n"
            "2027-01-15T08:00:00.000Z,1800000000000,1000,2.5,UP,100,,,,60\r\n"
            "2027-01-15T08:00:02.000Z,1800000002000,1000,3,UP,100,,,,60\r\n");
}

}  // namespace
}  // namespace rrlb
