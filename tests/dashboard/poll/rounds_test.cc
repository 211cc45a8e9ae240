#include "dashboard/poll/rounds.h"

#include <gmock/gmock.h>

#include "tests/support/scripted_server.h"
#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

using testing::ElementsAre;

constexpr Milliseconds kRarely{20'000};

ScriptedServer::Script figures(std::uint64_t requests) {
  Snapshot snapshot;
  snapshot.balancer.requests = requests;
  const std::string body = to_json(snapshot);
  return ScriptedServer::answer(
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

class RoundsTest : public testing::Test {
 protected:
  void apply(const std::vector<Url>& balancers, Milliseconds interval = kRarely) {
    std::vector<Rounds::Balancer> asked;
    for (const Url& url : balancers) asked.push_back({url, ""});
    rounds_.apply(asked, "/stats", interval);
  }
  void wait_for_rounds(int count) {
    loop_.run_until([this, count] { return ended_ >= count; });
  }
  std::uint64_t requests_of(std::size_t source) const {
    const auto& snapshot = rounds_.sources()[source].state->snapshot();
    return snapshot ? snapshot->balancer.requests : 0;
  }

  TestLoop loop_;
  std::vector<std::string> changed_;
  int ended_ = 0;
  Rounds rounds_{loop_,
                 {[this](const Poller& poller) {
                    changed_.push_back(poller.balancer().text() +
                                       (poller.state().reachable() ? " up" : " down"));
                  },
                  [this] { ++ended_; }}};
};

TEST_F(RoundsTest, ARoundEndsWhenAllHaveAnswered) {
  const ScriptedServer one{figures(1)};
  const ScriptedServer other{figures(2)};
  apply({one.url(), other.url()});
  wait_for_rounds(1);
  EXPECT_EQ(requests_of(0), 1);
  EXPECT_EQ(requests_of(1), 2);
  EXPECT_THAT(changed_,
              testing::UnorderedElementsAre(one.url().text() + " up", other.url().text() + " up"));
}

TEST_F(RoundsTest, RepeatAtTheInterval) {
  const ScriptedServer server{figures(1)};
  apply({server.url()}, Milliseconds{100});
  wait_for_rounds(3);
  EXPECT_GE(server.connections(), 3);
}

TEST_F(RoundsTest, ASilentBalancerDoesNotDelayOthers) {
  const ScriptedServer silent{ScriptedServer::answer_and_stay("")};
  const ScriptedServer quick{figures(2)};
  apply({silent.url(), quick.url()});  // the deadline of its answer is 18 s
  wait_for_rounds(1);
  EXPECT_EQ(requests_of(1), 2);
  EXPECT_FALSE(rounds_.sources()[0].state->known());
  apply({});  // closes the connection
}

TEST_F(RoundsTest, TheStateOfAKeptBalancerSurvivesAReload) {
  const ScriptedServer one{figures(1)};
  const ScriptedServer other{figures(2)};
  apply({one.url()});
  wait_for_rounds(1);
  apply({other.url(), one.url()});
  EXPECT_EQ(requests_of(0), 0);
  EXPECT_EQ(requests_of(1), 1);
  wait_for_rounds(2);
  EXPECT_EQ(requests_of(0), 2);
}

TEST_F(RoundsTest, RoundsRunWithoutBalancers) {
  apply({}, Milliseconds{100});
  wait_for_rounds(2);
  EXPECT_TRUE(rounds_.sources().empty());
}

}  // namespace
}  // namespace rrlb
