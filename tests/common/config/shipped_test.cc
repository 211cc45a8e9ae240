// etc/rrlb.conf holds every key there is, with the default that the code has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "common/config/keys.h"
#include "tests/common/config/config_text.h"
#include "tests/support/source_folder.h"

namespace rrlb {
namespace {

using Names = std::set<std::string>;

std::string shipped_text() {
  const std::ifstream file{source_folder() + "/etc/rrlb.conf"};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The keys written below each "[section]"; those of all [[backend]] tables together.
std::map<std::string, Names> written_keys() {
  std::map<std::string, Names> keys;
  std::istringstream lines{shipped_text()};
  std::string section;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) {
      section = line.substr(line.find_first_not_of('['));
      section = section.substr(0, section.find(']'));
    } else if (!line.empty() && line[0] != '#' && line[0] != ' ') {
      keys[section].insert(line.substr(0, line.find(' ')));
    }
  }
  return keys;
}

template <typename Section>
Names names_of(const Keys<Section>& keys) {
  Names names;
  for (const auto& key : keys) names.emplace(key.name);
  return names;
}

TEST(ShippedConfig, HasNoProblems) {
  ASSERT_NE(shipped_text(), "");
  EXPECT_EQ(complaints(shipped_text()), "");
}

TEST(ShippedConfig, HoldsEveryKey) {
  const std::map<std::string, Names> all{
      {"balancer", names_of(balancer_keys())},   {"health", names_of(health_keys())},
      {"outlier", names_of(outlier_keys())},     {"sticky", names_of(sticky_keys())},
      {"proxy", names_of(proxy_keys())},         {"backend", names_of(backend_keys())},
      {"dashboard", names_of(dashboard_keys())}, {"log", names_of(log_keys())},
      {"alerts", names_of(alerts_keys())}};
  EXPECT_EQ(written_keys(), all);
}

TEST(ShippedConfig, HoldsTheDefaultsOfTheCode) {
  Config config = parse_text(shipped_text()).config;
  config.backends.clear();
  EXPECT_EQ(config.balancer, Config{}.balancer);
  EXPECT_EQ(config.health, Config{}.health);
  EXPECT_EQ(config.proxy, Config{}.proxy);
  EXPECT_EQ(config.dashboard, Config{}.dashboard);
  EXPECT_EQ(config.log, Config{}.log);
  EXPECT_EQ(config, Config{});
}

TEST(ShippedConfig, HasTheFourBackendsOfTheSuite) {
  std::vector<BackendConfig> expected;
  for (std::uint16_t port = 5001; port <= 5004; ++port) {
    BackendConfig backend;
    backend.url = {false, "127.0.0.1", port, ""};
    backend.name = "backend-" + std::to_string(port);
    expected.push_back(backend);
  }
  std::vector<BackendConfig> backends = parse_text(shipped_text()).config.backends;
  for (BackendConfig& backend : backends) backend.place = {};
  EXPECT_EQ(backends, expected);
}

TEST(ShippedConfig, ExplainsEachKeyInTheLineAboveIt) {
  std::istringstream lines{shipped_text()};
  std::string above;
  Names explained;
  for (std::string line; std::getline(lines, line); above = line) {
    if (line.empty() || line[0] == '#' || line[0] == '[') continue;
    const std::string key = line.substr(0, line.find(' '));
    // The first [[backend]] explains for all of them.
    if (above.starts_with("# ")) {
      explained.insert(key);
    } else {
      EXPECT_TRUE(explained.contains(key)) << line;
    }
  }
}

}  // namespace
}  // namespace rrlb
