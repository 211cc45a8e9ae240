#include "common/config/view.h"

#include <gtest/gtest.h>

#include "tests/common/config/config_text.h"

namespace rrlb {
namespace {

ShownKey find(const std::vector<ShownKey>& keys, const std::string& section,
              const std::string& key) {
  for (const ShownKey& one : keys) {
    if (section_title(one) == section && one.key.name == key) return one;
  }
  return {};
}

ShownKey shown(SectionId section, std::string_view key, const std::string& value,
               const std::string& from, const std::string& backend = "") {
  return {{section, key}, backend, value, from};
}

TEST(ConfigView, TellsWhatIsWrittenFromWhatIsDefault) {
  const auto keys = show_config(parse_text("[health]\n\ninterval = \"750ms\"\n"));
  EXPECT_EQ(find(keys, "health", "interval"),
            (shown(SectionId::health, "interval", "\"750ms\"", "rrlb.conf:3")));
  EXPECT_EQ(find(keys, "health", "timeout"),
            (shown(SectionId::health, "timeout", "\"1s\"", "default")));
  EXPECT_EQ(find(keys, "balancer", "listen"),
            (shown(SectionId::balancer, "listen", "[\"0.0.0.0:5000\"]", "default")));
  EXPECT_EQ(find(keys, "proxy", "via"), (shown(SectionId::proxy, "via", "false", "default")));
}

TEST(ConfigView, ShowsEachBackendWithAllItsKeys) {
  const auto keys = show_config(
      parse_text("[[backend]]\nurl = \"http://a:1\"\nweight = 7\n[[backend]]\nurl = \"http://b\"\n"
                 "name = \"b\"\n"));
  EXPECT_EQ(find(keys, "backend \"a:1\"", "url"),
            (shown(SectionId::backend, "url", "\"http://a:1\"", "rrlb.conf:2", "a:1")));
  EXPECT_EQ(find(keys, "backend \"a:1\"", "weight").value, "7");
  EXPECT_EQ(find(keys, "backend \"a:1\"", "name"),
            (shown(SectionId::backend, "name", "\"a:1\"", "default", "a:1")));
  EXPECT_EQ(find(keys, "backend \"b\"", "weight"),
            (shown(SectionId::backend, "weight", "1", "default", "b")));
  EXPECT_EQ(find(keys, "backend \"backend-5001\"", "url"), ShownKey{});  // only a default
}

TEST(ConfigView, ComesInTheOrderOfTheShippedFile) {
  const auto keys = show_config(parse_text(""));
  ASSERT_FALSE(keys.empty());
  EXPECT_EQ(to_string(keys.front().key), "balancer.listen");
  EXPECT_EQ(to_string(keys.back().key), "alerts.timeout");
}

TEST(ConfigChanges, AreNoneBetweenTheSame) {
  // To write a default down changes nothing.
  EXPECT_TRUE(config_changes(parse_text(""), parse_text("[health]\nrise = 2\n")).empty());
}

TEST(ConfigChanges, SayWhatComesGoesAndChanges) {
  const ParsedConfig running = parse_text(
      "[health]\ninterval = \"5s\"\n"
      "[[backend]]\nurl = \"http://a\"\nname = \"web1\"\n"
      "[[backend]]\nurl = \"http://b\"\nname = \"web2\"\n"
      "[[backend]]\nurl = \"http://c\"\nname = \"web3\"\n");
  const ParsedConfig wanted = parse_text(
      "[balancer]\nmode = \"proxy\"\n"
      "[[backend]]\nurl = \"http://a\"\nname = \"web1\"\nweight = 5\n"
      "[[backend]]\nurl = \"http://x\"\nname = \"web2\"\n"
      "[[backend]]\nurl = \"http://d\"\nname = \"web4\"\n");
  EXPECT_EQ(
      config_changes(running, wanted),
      (std::vector<std::string>{
          "backend \"web3\" goes", "balancer.mode: \"redirect\" -> \"proxy\"",
          "health.interval: \"5s\" -> \"2s\"", "backend \"web1\": weight 1 -> 5",
          "backend \"web2\": url \"http://b\" -> \"http://x\", another server that begins anew",
          "backend \"web4\" comes: \"http://d\""}));
}

// A text of many backends, each of this weight.
std::string many_backends(int count, int weight) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "[[backend]]\nurl = \"http://10.0." + std::to_string(i / 250) + "." +
            std::to_string(i % 250 + 1) + "\"\nweight = " + std::to_string(weight) + "\n";
  }
  return text;
}

// Only a search through all keys for each key makes this test take minutes.
TEST(ConfigChanges, OfTenThousandBackendsTakeTimeLinearInTheirNumber) {
  const auto changes =
      config_changes(parse_text(many_backends(10'000, 1)), parse_text(many_backends(9'999, 2)));
  ASSERT_EQ(changes.size(), 10'000U);
  EXPECT_EQ(changes.front(), "backend \"10.0.39.250:80\" goes");
  EXPECT_EQ(changes.back(), "backend \"10.0.39.249:80\": weight 1 -> 2");
}

}  // namespace
}  // namespace rrlb
