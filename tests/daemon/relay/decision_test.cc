#include "daemon/relay/decision.h"

#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

using Kind = Decision::Kind;

Topology topology(Mode mode, const std::string& stats_path = "/stats") {
  Topology made{made::pool({}, {})};
  made.mode = mode;
  made.stats_path = stats_path;
  return made;
}

Decision decide(const std::string& target, Mode mode, int body_refusal = 0) {
  RequestHead head;
  head.target = target;
  if (target != "*") head.path_and_query = target;
  return rrlb::decide(head, body_refusal, topology(mode));
}

TEST(Decide, RedirectsOrRelaysByTheMode) {
  EXPECT_EQ(decide("/a", Mode::redirect).kind, Kind::redirect);
  EXPECT_EQ(decide("/a", Mode::proxy).kind, Kind::relay);
}

TEST(Decide, AnswersTheStatisticsPathItselfWhateverTheQuery) {
  for (const Mode mode : {Mode::redirect, Mode::proxy}) {
    EXPECT_EQ(decide("/stats", mode).kind, Kind::own_stats);
    EXPECT_EQ(decide("/stats?x=1", mode).kind, Kind::own_stats);
  }
  EXPECT_EQ(decide("/stats/", Mode::proxy).kind, Kind::relay);
  EXPECT_EQ(decide("/statsx", Mode::proxy).kind, Kind::relay);
}

TEST(Decide, HasNoStatisticsWithoutAPath) {
  RequestHead head;
  head.target = head.path_and_query = "/stats";
  EXPECT_EQ(rrlb::decide(head, 0, topology(Mode::proxy, "")).kind, Kind::relay);
  head.path_and_query = "";  // the empty path must not match it
  EXPECT_EQ(rrlb::decide(head, 0, topology(Mode::proxy, "")).kind, Kind::relay);
}

TEST(Decide, AnswersOptionsAsteriskItselfUnlessItRelays) {
  EXPECT_EQ(decide("*", Mode::redirect).kind, Kind::no_content);
  EXPECT_EQ(decide("*", Mode::proxy).kind, Kind::relay);
}

TEST(Decide, RefusesABodyOnlyIfItWouldBeRelayed) {
  const Decision refused = decide("/a", Mode::proxy, 413);
  EXPECT_EQ(refused.kind, Kind::refuse);
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(decide("/a", Mode::redirect, 413).kind, Kind::redirect);
}

}  // namespace
}  // namespace rrlb
