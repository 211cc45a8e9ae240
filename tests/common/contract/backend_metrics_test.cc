#include <gtest/gtest.h>

#include <string>

#include "common/contract/snapshot_json.h"

namespace rrlb {
namespace {

constexpr BackendMetrics kNone{};

TEST(BackendMetrics, AreCpuRamAndUptime) {
  EXPECT_EQ(parse_backend_metrics(R"({"name":"a","cpu_percent":12.5,"ram_mb":7,)"
                                  R"("uptime":"00:01:30","uptime_seconds":90,"requests":5})"),
            (BackendMetrics{12.5, 7.0, 90}));
}

TEST(BackendMetrics, MayBeZero) {
  EXPECT_EQ(parse_backend_metrics(R"({"cpu_percent":0,"ram_mb":0.0,"uptime_seconds":0})"),
            (BackendMetrics{0.0, 0.0, 0}));
}

TEST(BackendMetrics, AreNoneOfATextThatIsNoJsonObject) {
  for (const char* text :
       {"", "OK", "{", "[]", "null", "12", "\"cpu_percent\"", "<html></html>", "cpu_percent 12\n",
        "\xff", "{\"cpu_percent\":nan}", "{\"cpu_percent\":1} x", "{\"ram_mb\":1e999}"}) {
    EXPECT_EQ(parse_backend_metrics(text), std::nullopt) << text;
  }
}

TEST(BackendMetrics, AreAbsentWhereTheyAreMissing) {
  EXPECT_EQ(parse_backend_metrics("{}"), kNone);
  EXPECT_EQ(parse_backend_metrics(R"({"ram_mb":7})"),
            (BackendMetrics{std::nullopt, 7.0, std::nullopt}));
}

TEST(BackendMetrics, AreAbsentWhereTheyAreOfAnotherType) {
  for (const char* other : {"\"12\"", "null", "true", "[]", "[12]", "{}"}) {
    const std::string value = other;
    EXPECT_EQ(parse_backend_metrics("{\"cpu_percent\":" + value + ",\"ram_mb\":" + value +
                                    ",\"uptime_seconds\":" + value + "}"),
              kNone)
        << other;
  }
}

TEST(BackendMetrics, AreAbsentWhereTheyCannotBe) {
  EXPECT_EQ(parse_backend_metrics(R"({"cpu_percent":-1,"ram_mb":-0.5,"uptime_seconds":-90})"),
            kNone);
  EXPECT_EQ(parse_backend_metrics(R"({"uptime_seconds":1e300})"), kNone);
}

TEST(BackendMetrics, KeepHugeNumbersThatAreNumbers) {
  EXPECT_EQ(parse_backend_metrics(R"({"ram_mb":1e300,"uptime_seconds":18446744073709551615})"),
            (BackendMetrics{std::nullopt, 1e300, std::nullopt}));
}

TEST(BackendMetrics, CutTheFractionOfAnUptime) {
  EXPECT_EQ(parse_backend_metrics(R"({"uptime_seconds":90.9})")->uptime_seconds, 90U);
}

TEST(BackendMetrics, RefuseHostileDepth) {
  EXPECT_EQ(parse_backend_metrics("{\"a\":" + std::string(10'000'000, '[')), std::nullopt);
}

}  // namespace
}  // namespace rrlb
