#include "daemon/admin/backend_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using admin_api::Backend;
using made::backend;
using made::kThen;
using made::probe;
using testing::ElementsAre;

const OverrideOrigin kByAlice{"alice", kThen, "new disks", std::nullopt};

// A roster of what the file and the overrides say, all of it probed and healthy.
Roster healthy_roster(const Config& file, const Overrides& overrides) {
  Roster roster;
  roster.apply(overrides.applied_to(file), made::at(kThen));
  for (const Roster::Entry& entry : roster.entries()) {
    probe(*entry.upstream, ProbeResult::passed, "answered 200 in 1 ms");
  }
  return roster;
}

Config file_of(std::vector<BackendConfig> backends) {
  Config file;
  file.backends = std::move(backends);
  file.balancer.algorithm = Algorithm::weighted_round_robin;
  file.health.slow_start = Milliseconds{0};
  return file;
}

TEST(BackendViews, ShowEachLayer) {
  const Config file = file_of({backend("a", 5001, 3), backend("b", 5002)});
  Overrides overrides;
  overrides.want_weight(file, "b", 9, kByAlice);
  overrides.add(backend("c", 5003, 6), kByAlice);
  const Roster roster = healthy_roster(file, overrides);
  const auto all = BackendViews{roster, file, overrides, made::at(kThen)}.all();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].file->weight, 3U);
  EXPECT_TRUE(all[0].overrides.empty());
  EXPECT_EQ(all[1].file->weight, 1U);
  EXPECT_EQ(admin_api::text_of(all[1].overrides.at(0).value), "9");
  EXPECT_EQ(all[1].overrides.at(0).who, "alice");
  EXPECT_EQ(all[1].now.weight, 9U);
  EXPECT_FALSE(all[2].file);
  EXPECT_EQ(admin_api::text_of(all[2].overrides.at(0).value), "http://127.0.0.1:5003");
  EXPECT_EQ(all[0].now.share, 3.0 / 18);
  EXPECT_EQ(all[1].now.share, 0.5);
}

TEST(BackendViews, ExplainABackend) {
  const Config file = file_of({backend("a", 5001), backend("b", 5002)});
  Overrides overrides;
  overrides.want_state(file, "b", Wanted::draining, kByAlice);
  const Roster roster = healthy_roster(file, overrides);
  const BackendViews views{roster, file, overrides, made::at(kThen)};
  EXPECT_THAT(views.of("a")->explain,
              ElementsAre("it is UP since 2027-01-15T08:00:00.000Z: answered 200 in 1 ms",
                          "its weight is 1, as configured", "all of its weight counts",
                          "weighted_round_robin gives it 100.0 % of the picks, by weight"));
  EXPECT_EQ(views.of("b")->reason, "set by alice at 2027-01-15T08:00:00.000Z: new disks");
  EXPECT_EQ(views.of("b")->explain.back(),
            "weighted_round_robin gives it nothing while it is DRAIN");
  EXPECT_EQ(views.of("b")->now.share, 0.0);
  EXPECT_FALSE(views.of("c"));
}

// Only a loop within a loop over the backends makes this test take minutes.
TEST(BackendViews, OfTenThousandTakeTimeLinearInTheirNumber) {
  std::vector<BackendConfig> backends;
  for (int i = 0; i < 10'000; ++i) {
    backends.push_back(backend("web" + std::to_string(i), static_cast<std::uint16_t>(5000 + i)));
  }
  const Config file = file_of(backends);
  Overrides overrides;
  for (int i = 0; i < 1'000; ++i) {
    overrides.want_weight(file, "web" + std::to_string(i), 2, kByAlice);
  }
  const Roster roster = healthy_roster(file, overrides);
  const auto all = BackendViews{roster, file, overrides, made::at(kThen)}.all();
  ASSERT_EQ(all.size(), 10'000U);
  EXPECT_EQ(all.front().now.share, 2.0 / 11'000);
  EXPECT_EQ(all.back().now.share, 1.0 / 11'000);
}

}  // namespace
}  // namespace rrlb
