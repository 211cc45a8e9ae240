#include "common/config/view.h"

#include <gtest/gtest.h>

#include "tests/common/config/config_text.h"

namespace rrlb {
namespace {

ShownKey find(const std::vector<ShownKey>& keys, const std::string& section,
              const std::string& key) {
  for (const ShownKey& one : keys) {
    if (one.section == section && one.key == key) return one;
  }
  return {};
}

TEST(ConfigView, TellsWhatIsWrittenFromWhatIsDefault) {
  const auto keys = show_config(parse_text("[health]\n\ninterval = \"750ms\"\n"));
  EXPECT_EQ(find(keys, "health", "interval"),
            (ShownKey{"health", "interval", "\"750ms\"", "rrlb.conf:3"}));
  EXPECT_EQ(find(keys, "health", "timeout"), (ShownKey{"health", "timeout", "\"1s\"", "default"}));
  EXPECT_EQ(find(keys, "balancer", "listen"),
            (ShownKey{"balancer", "listen", "[\"0.0.0.0:5000\"]", "default"}));
  EXPECT_EQ(find(keys, "proxy", "via"), (ShownKey{"proxy", "via", "false", "default"}));
}

TEST(ConfigView, ShowsEachBackendWithAllItsKeys) {
  const auto keys = show_config(
      parse_text("[[backend]]\nurl = \"http://a:1\"\nweight = 7\n[[backend]]\nurl = \"http://b\"\n"
                 "name = \"b\"\n"));
  EXPECT_EQ(find(keys, "backend \"a:1\"", "url"),
            (ShownKey{"backend \"a:1\"", "url", "\"http://a:1\"", "rrlb.conf:2"}));
  EXPECT_EQ(find(keys, "backend \"a:1\"", "weight").value, "7");
  EXPECT_EQ(find(keys, "backend \"a:1\"", "name"),
            (ShownKey{"backend \"a:1\"", "name", "\"a:1\"", "default"}));
  EXPECT_EQ(find(keys, "backend \"b\"", "weight"),
            (ShownKey{"backend \"b\"", "weight", "1", "default"}));
  EXPECT_EQ(find(keys, "backend \"backend-5001\"", "url"), ShownKey{});  // only a default
}

TEST(ConfigView, ComesInTheOrderOfTheShippedFile) {
  const auto keys = show_config(parse_text(""));
  ASSERT_FALSE(keys.empty());
  EXPECT_EQ(keys.front().section + "." + keys.front().key, "balancer.listen");
  EXPECT_EQ(keys.back().section + "." + keys.back().key, "alerts.timeout");
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

}  // namespace
}  // namespace rrlb
