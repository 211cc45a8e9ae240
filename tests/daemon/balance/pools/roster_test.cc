#include "daemon/balance/pools/roster.h"

#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using made::backend;
using made::kThen;
using made::probe;

Config with(std::vector<BackendConfig> backends) {
  Config config;
  config.backends = std::move(backends);
  return config;
}

TEST(Roster, AReloadKeepsCountersAndHealth) {
  Roster roster;
  roster.apply(with({backend("a", 5001), backend("b", 5002)}), made::at(kThen));
  const auto a = roster.entries()[0].upstream;
  a->counters().requests = 7;
  probe(*a, ProbeResult::passed);
  roster.apply(with({backend("b", 5002), backend("a", 5001, 9)}), made::at(kThen));
  EXPECT_EQ(roster.entries()[1].upstream, a);
  EXPECT_EQ(roster.entries()[1].upstream->counters().requests, 7U);
  EXPECT_TRUE(roster.entries()[1].upstream->eligible());
}

TEST(Roster, AnotherUrlIsAnotherServer) {
  Roster roster;
  roster.apply(with({backend("a", 5001)}), made::at(kThen));
  probe(*roster.entries()[0].upstream, ProbeResult::passed);
  roster.apply(with({backend("a", 5009)}), made::at(kThen));
  EXPECT_FALSE(roster.entries()[0].upstream->probed());
}

TEST(Roster, ARemovedBackendIsGone) {
  Roster roster;
  roster.apply(with({backend("a", 5001), backend("b", 5002)}), made::at(kThen));
  roster.apply(with({backend("b", 5002)}), made::at(kThen));
  ASSERT_EQ(roster.size(), 1U);
  EXPECT_EQ(roster.entries()[0].upstream->name(), "b");
}

TEST(Roster, ABackendIsFoundByItsName) {
  Roster roster;
  roster.apply(with({backend("a", 5001), backend("b", 5002, 7)}), made::at(kThen));
  EXPECT_EQ(roster.find("b"), &roster.entries()[1]);
  EXPECT_EQ(roster.find("b")->config.weight, 7U);
  EXPECT_EQ(roster.find("b")->upstream->name(), "b");
  EXPECT_EQ(roster.find("c"), nullptr);
  roster.apply(with({backend("b", 5002)}), made::at(kThen));
  EXPECT_EQ(roster.find("a"), nullptr);
  EXPECT_EQ(roster.find("b"), &roster.entries()[0]);
}

TEST(Roster, EachBackendHasItsTokenInTheTopology) {
  Config config = with({backend("a", 5001), backend("b", 5002)});
  config.sticky.cookie = "c";
  Roster roster;
  roster.apply(config, made::at(kThen), [](const std::string& name) { return "of-" + name; });
  const auto topology = roster.topology(TimePoint{});
  EXPECT_EQ(topology->tokens.position_of("of-b"), 1U);
  EXPECT_EQ(topology->pool.members()[1].sticky_token, "of-b");
  EXPECT_EQ(topology->pool.members()[1].set_cookie, "c=of-b; Path=/; HttpOnly; SameSite=Lax");
}

TEST(Roster, WithoutAKeyNoCookieNamesABackend) {
  Config config = with({backend("a", 5001)});
  config.sticky.cookie = "c";
  Roster roster;
  roster.apply(config, made::at(kThen));
  EXPECT_EQ(roster.topology(TimePoint{})->tokens.position_of(""), StickyTokens::kNone);
}

TEST(Roster, AllAreProbedIfThereAreNone) {
  Roster roster;
  roster.apply(with({}), made::at(kThen));
  EXPECT_TRUE(roster.all_probed());
  EXPECT_EQ(roster.topology(TimePoint{})->pool.pick(), nullptr);
}

TEST(Roster, AllAreProbedWhenTheLastOneIs) {
  Roster roster;
  roster.apply(with({backend("a", 5001), backend("b", 5002), backend("c", 5003)}), made::at(kThen));
  EXPECT_FALSE(roster.all_probed());
  probe(*roster.entries()[0].upstream, ProbeResult::failed);
  probe(*roster.entries()[2].upstream, ProbeResult::passed);
  EXPECT_FALSE(roster.all_probed());
  probe(*roster.entries()[1].upstream, ProbeResult::passed);
  EXPECT_TRUE(roster.all_probed());
  roster.apply(with({backend("d", 5004), backend("a", 5001)}), made::at(kThen));
  EXPECT_FALSE(roster.all_probed());
  probe(*roster.entries()[0].upstream, ProbeResult::passed);
  EXPECT_TRUE(roster.all_probed());
}

TEST(Roster, TheTopologySendsClientsToThePublicUrl) {
  BackendConfig inner = backend("a", 5001);
  inner.public_url = Url{true, "shop.example.com", 443, "/eu"};
  Roster roster;
  roster.apply(with({inner, backend("b", 5002)}), made::at(kThen));
  const auto topology = roster.topology(TimePoint{});
  EXPECT_EQ(topology->pool.members()[0].location, "https://shop.example.com/eu");
  EXPECT_EQ(topology->pool.members()[1].location, "http://127.0.0.1:5002");
}

TEST(Roster, RoundRobinContinuesAfterAReload) {
  Roster roster;
  roster.apply(with({backend("a", 5001), backend("b", 5002)}), made::at(kThen));
  for (const auto& entry : roster.entries()) probe(*entry.upstream, ProbeResult::passed);
  EXPECT_EQ(roster.topology(TimePoint{})->pool.pick()->upstream->name(), "a");
  roster.apply(with({backend("a", 5001), backend("b", 5002)}), made::at(kThen));
  EXPECT_EQ(roster.topology(TimePoint{})->pool.pick()->upstream->name(), "b");
}

TEST(Roster, RetryAfterIsTheProbeInterval) {
  Config config = with({});
  config.health.interval = Milliseconds{2500};
  Roster roster;
  roster.apply(config, made::at(kThen));
  EXPECT_EQ(roster.topology(TimePoint{})->retry_after_seconds, 3U);
  config.health.interval = Milliseconds{100};
  roster.apply(config, made::at(kThen));
  EXPECT_EQ(roster.topology(TimePoint{})->retry_after_seconds, 1U);
}

TEST(Roster, TheHashRingIsKeptUnlessItChanges) {
  Config config = with({backend("a", 5001), backend("b", 5002)});
  config.balancer.algorithm = Algorithm::consistent_hash;
  Roster roster;
  roster.apply(config, made::at(kThen));
  const auto ring = [&roster] { return roster.topology(TimePoint{})->pool.ring(); };
  const auto first = ring();
  ASSERT_NE(first, nullptr);
  probe(*roster.entries()[0].upstream, ProbeResult::passed);
  EXPECT_EQ(ring(), first);
  config.backends[1].url.port = 5009;
  roster.apply(config, made::at(kThen));
  EXPECT_EQ(ring(), first);
  config.backends[1].weight = 2;
  roster.apply(config, made::at(kThen));
  EXPECT_NE(ring(), first);
}

TEST(Roster, TheModeDecidesWhatALoadIs) {
  Config config = with({});
  Roster roster;
  roster.apply(config, made::at(kThen));
  EXPECT_EQ(roster.topology(TimePoint{})->pool.load_source(), LoadSource::recent_requests);
  config.balancer.mode = Mode::proxy;
  roster.apply(config, made::at(kThen));
  EXPECT_EQ(roster.topology(TimePoint{})->pool.load_source(), LoadSource::in_flight);
}

TEST(Roster, TheTopologyHasTheHashKey) {
  Config config = with({});
  config.balancer.hash_on = {HashOn::What::cookie, "sid"};
  Roster roster;
  roster.apply(config, made::at(kThen));
  EXPECT_EQ(roster.topology(TimePoint{})->hash_on, config.balancer.hash_on);
}

}  // namespace
}  // namespace rrlb
