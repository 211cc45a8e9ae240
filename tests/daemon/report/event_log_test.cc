#include "daemon/report/event_log.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace rrlb {
namespace {

const WallTime kNoon{std::chrono::hours{12}};

TEST(EventLog, ReturnsWhatCameAfterANumber) {
  EventLog log;
  log.add(LogLevel::warning, "state", "web1", "backend \"web1\": UP -> DOWN", kNoon);
  log.add(LogLevel::info, "reload", "", "reload: 1 backend", kNoon);
  EXPECT_EQ(log.json_after(1),
            R"({"newest":2,"events":[{"number":2,"time":"1970-01-01T12:00:00.000Z","level":"info",)"
            R"("kind":"reload","backend":"","message":"reload: 1 backend"}]})");
  EXPECT_EQ(nlohmann::json::parse(log.json_after(0))["events"][0]["backend"], "web1");
  EXPECT_EQ(log.json_after(2), R"({"newest":2,"events":[]})");
}

TEST(EventLog, KeepsTheLastThousand) {
  EventLog log;
  for (int i = 0; i < 1005; ++i) log.add(LogLevel::info, "state", "", std::to_string(i), kNoon);
  const auto events = nlohmann::json::parse(log.json_after(0))["events"];
  ASSERT_EQ(events.size(), 1000U);
  EXPECT_EQ(events.front()["number"], 6);
  EXPECT_EQ(events.back()["message"], "1004");
  EXPECT_EQ(log.newest(), 1005U);
}

TEST(EventLog, ReplacesInvalidUtf8) {
  EventLog log;
  log.add(LogLevel::info, "state", "", "caf\xe9", kNoon);
  EXPECT_EQ(nlohmann::json::parse(log.json_after(0))["events"][0]["message"], "caf\xef\xbf\xbd");
}

}  // namespace
}  // namespace rrlb
