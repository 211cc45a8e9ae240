#include "ctl/show/stats.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Stats, AreRead) {
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

TEST(Stats, TakesMissingAndStrangeMembersForUnknown) {
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
}

TEST(Stats, AreNoneOfWhatIsNoObject) {
  for (const char* text : {"", "null", "[]", "5", "<html>", "{", "{\"a\": \"\xff\"}"}) {
    EXPECT_FALSE(read_stats(text)) << text;
  }
}

}  // namespace
}  // namespace rrlb
