#include "dashboard/view/recent.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/dashboard/view/made_up.h"

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

class RecentTest : public testing::Test {
 protected:
  void add(const View& view) {
    recent_.add(view, kWall + std::chrono::seconds{2 * points_});
    ++points_;
  }
  Json json() const { return Json::parse(recent_.json(Milliseconds{2'000})); }

  Recent recent_;
  int points_ = 0;
};

TEST_F(RecentTest, IsEmptyAtFirst) {
  EXPECT_EQ(json(), Json::parse(R"({"interval_ms": 2000, "time_ms": [], "backends": {}})"));
}

TEST_F(RecentTest, KeepsTheNewestThirtyPoints) {
  for (int i = 0; i < 31; ++i) add(view_of(state_with(one_up_one_down())));
  EXPECT_EQ(json()["time_ms"].size(), 30);
  EXPECT_EQ(json()["time_ms"][0], 1'800'000'002'000);
  for (const auto* column : {"requests_per_second", "health_percent"}) {
    EXPECT_EQ(json()["backends"]["web1"][column].size(), 30) << column;
  }
}

TEST_F(RecentTest, AnOutageIsAGap) {
  add(view_of(state_with(one_up_one_down())));
  add(view_of(lost(one_up_one_down())));
  add(view_of(state_with(one_up_one_down())));
  EXPECT_EQ(json()["backends"]["web1"]["health_percent"], Json::parse("[100, null, 100]"));
  EXPECT_EQ(json()["backends"]["web2"]["health_percent"], Json::parse("[0, null, 0]"));
}

TEST_F(RecentTest, ANewBackendHasGapsForTheEarlierPoints) {
  Snapshot one = one_up_one_down();
  one.backends.pop_back();
  add(view_of(state_with(one)));
  add(view_of(state_with(one_up_one_down())));
  EXPECT_EQ(json()["backends"]["web2"]["health_percent"], Json::parse("[null, 0]"));
}

TEST_F(RecentTest, ARemovedBackendDisappearsWithItsLastPoint) {
  Snapshot one = one_up_one_down();
  one.backends.pop_back();
  add(view_of(state_with(one_up_one_down())));
  for (int i = 0; i < 29; ++i) add(view_of(state_with(one)));
  EXPECT_TRUE(json()["backends"].contains("web2"));
  add(view_of(state_with(one)));
  EXPECT_FALSE(json()["backends"].contains("web2"));
  EXPECT_EQ(json()["backends"]["web1"]["health_percent"].size(), 30);
}

}  // namespace
}  // namespace rrlb
