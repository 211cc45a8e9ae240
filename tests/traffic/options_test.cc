#include "traffic/options.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <vector>

namespace rrlb {
namespace {

ReadOptions read(std::map<std::string, std::string> values, const Config& config = {}) {
  return read_options({std::move(values), {}}, config);
}

TEST(TrafficOptions, HaveDefaults) {
  TrafficOptions expected;
  expected.target = {{false, "127.0.0.1", 5000, ""}, "/"};
  expected.stats_path = "/stats";
  expected.requests = 5'000;
  expected.rounds = 1;
  expected.concurrency = 16;
  expected.delay = Milliseconds{0};
  expected.timeout = Milliseconds{5'000};
  EXPECT_EQ(read({}).options, expected);
}

TEST(TrafficOptions, TakeAll) {
  const auto options = read({{"url", "http://web1:81/a?b"},
                             {"requests", "100"},
                             {"rounds", "50"},
                             {"delay", "2000"},
                             {"concurrency", "8"},
                             {"timeout", "250"},
                             {"verbose", ""},
                             {"json", ""}})
                           .options;
  ASSERT_TRUE(options);
  EXPECT_EQ(*options, (TrafficOptions{{{false, "web1", 81, ""}, "/a?b"},
                                      "/stats",
                                      100,
                                      50,
                                      8,
                                      Milliseconds{2'000},
                                      Milliseconds{250},
                                      true,
                                      true}));
  EXPECT_EQ(options->total(), 5'000U);
}

TEST(TrafficOptions, ErrorsSayWhatWasExpected) {
  for (const auto& [name, value, complaint] : std::vector<std::array<std::string, 3>>{
           {"requests", "0", "--requests must be 1..100000000, got \"0\""},
           {"requests", "1e3", "--requests must be 1..100000000, got \"1e3\""},
           {"rounds", "-1", "--rounds must be 1..1000000, got \"-1\""},
           {"concurrency", "1001", "--concurrency must be 1..1000, got \"1001\""},
           {"delay", "2s", "--delay must be 0..86400000 milliseconds, got \"2s\""},
           {"timeout", "0", "--timeout must be 1..86400000 milliseconds, got \"0\""},
           {"url", "web1", "--url must be a URL like \"http://127.0.0.1:5000\", got \"web1\""},
           {"url", "https://web1",
            "--url must be a URL like \"http://127.0.0.1:5000\", got \"https://web1\""}}) {
    const ReadOptions result = read({{name, value}});
    EXPECT_EQ(result.complaint, complaint);
    EXPECT_EQ(result.options, std::nullopt);
  }
}

TEST(TrafficOptions, OnlyTheFirstMistakeIsReported) {
  EXPECT_EQ(read({{"requests", "x"}, {"delay", "y"}}).complaint,
            "--requests must be 1..100000000, got \"x\"");
}

std::string url_for(const ListenAddress& first) {
  BalancerConfig balancer;
  balancer.listen = {first, {"192.0.2.1", 1}};
  return balancer_url(balancer).text();
}

TEST(TrafficOptions, TargetIsTheFirstListenerOfTheConfiguration) {
  EXPECT_EQ(url_for({"0.0.0.0", 5000}), "http://127.0.0.1:5000");
  EXPECT_EQ(url_for({"::", 5000}), "http://[::1]:5000");
  EXPECT_EQ(url_for({"192.0.2.7", 80}), "http://192.0.2.7");
}

TEST(TrafficOptions, TakeTheStatsPathOfTheConfiguration) {
  Config config;
  config.balancer.stats_path = "/figures";
  EXPECT_EQ(read({}, config).options->stats_path, "/figures");
  EXPECT_EQ(read({{"url", "http://web1/a"}}, config).options->stats_path, "/figures");
}

}  // namespace
}  // namespace rrlb
