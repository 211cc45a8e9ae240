#include "dashboard/poll/poller.h"

#include <gmock/gmock.h>

#include "tests/dashboard/control/fake_admin.h"
#include "tests/support/scripted_server.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

using testing::ElementsAre;

constexpr Milliseconds kRarely{20'000};
constexpr Milliseconds kOften{100};

Snapshot snapshot_with(std::uint64_t requests) {
  Snapshot snapshot;
  snapshot.balancer.requests = requests;
  return snapshot;
}

std::string answer(const std::string& body, const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

ScriptedServer::Script figures(std::uint64_t requests = 7) {
  return ScriptedServer::answer(answer(to_json(snapshot_with(requests))));
}

// Runs one script for each connection; the last script serves all further ones.
ScriptedServer::Script in_turn(std::vector<ScriptedServer::Script> scripts) {
  return [scripts = std::move(scripts), next = std::size_t{0}](RawConnection& client) mutable {
    scripts[next](client);
    next = std::min(next + 1, scripts.size() - 1);
  };
}

class PollerTest : public testing::Test {
 protected:
  void know(const Url& balancer) {
    poller_ = std::make_unique<Poller>(
        loop_, resolver_, balancer,
        Poller::News{[this] {
                       const PollState& state = poller_->state();
                       news_.push_back(state.reachable() ? "reachable" : *state.trouble());
                     },
                     [this] { ++ended_; }});
  }
  void know(const ScriptedServer& server) { know(server.url()); }
  // Polls once and waits for the end.
  void ask(Milliseconds interval = kRarely, const std::string& path = "/stats") {
    const int before = ended_;
    poller_->ask(path, interval);
    loop_.run_until([this, before] { return ended_ > before; });
  }
  // The trouble reported for this answer; checks that the poller recovers afterwards.
  std::string trouble_with(const ScriptedServer::Script& bad, Milliseconds interval = kRarely) {
    const ScriptedServer server{in_turn({bad, figures()})};
    know(server);
    ask(interval);
    const std::string trouble = poller_->state().trouble().value_or("none");
    ask();
    EXPECT_THAT(news_, ElementsAre(trouble, "reachable"));
    EXPECT_TRUE(poller_->state().reachable());
    poller_.reset();  // closes the connection
    return trouble;
  }
  std::string trouble_with(const std::string& text) {
    return trouble_with(ScriptedServer::answer(text));
  }

  TestLoop loop_;
  Resolver resolver_{loop_};
  std::vector<std::string> news_;  // one entry for each call of on_change
  int ended_ = 0;
  std::unique_ptr<Poller> poller_;
};

TEST_F(PollerTest, KeepsTheNewestFigures) {
  const ScriptedServer server{in_turn({figures(1), figures(2)})};
  know(server);
  ask();
  EXPECT_EQ(poller_->state().snapshot(), snapshot_with(1));
  ask();
  EXPECT_EQ(poller_->state().snapshot(), snapshot_with(2));
  EXPECT_THAT(news_, ElementsAre("reachable"));
}

TEST_F(PollerTest, SendsOneRequestAtATime) {
  const ScriptedServer server{figures()};
  know(server);
  poller_->ask("/stats", kRarely);
  ask();
  EXPECT_EQ(ended_, 1);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(PollerTest, RequestIsBelowThePathOfTheUrl) {
  std::string asked;
  {
    const ScriptedServer server{[&asked](RawConnection& client) {
      asked = client.receive_until("\r\n");
      client.send(answer(to_json({})));
    }};
    Url url = server.url();
    url.path = "/lb";
    know(url);
    ask();
  }
  EXPECT_EQ(asked, "GET /lb/stats HTTP/1.1\r\n");
}

TEST_F(PollerTest, GarbageIsTrouble) {
  EXPECT_EQ(trouble_with("!\x01\x02 garbage\r\n\r\n"), "not an HTTP response");
}

TEST_F(PollerTest, StatisticsThatAreNotJsonAreTrouble) {
  EXPECT_EQ(trouble_with(answer("<html>")), "cannot parse its statistics (not JSON)");
}

TEST_F(PollerTest, StatisticsOfTheWrongTypesAreTrouble) {
  EXPECT_EQ(trouble_with(answer(R"({"time":1})")),
            "cannot parse its statistics (time: expected a text)");
}

TEST_F(PollerTest, StatisticsNestedTooDeeplyAreTrouble) {
  EXPECT_EQ(trouble_with(answer(std::string(100'000, '['))),
            "cannot parse its statistics (nested too deeply)");
}

TEST_F(PollerTest, AnotherStatusThan200IsTrouble) {
  EXPECT_EQ(trouble_with(answer("{}", "500 Internal Server Error")), "it answered 500 to /stats");
}

TEST_F(PollerTest, ThreeMegabytesOfHeaderFieldsAreTrouble) {
  std::string text = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 30'000; ++i) text += "X: " + std::string(100, 'y') + "\r\n";
  EXPECT_EQ(trouble_with(text), "the answer is too long");
}

TEST_F(PollerTest, TooLargeABodyIsTrouble) {
  EXPECT_EQ(trouble_with(answer(std::string(17U << 20, ' '))), "the answer is too long");
}

TEST_F(PollerTest, AnIncompleteAnswerIsTrouble) {
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
            "the connection was closed before the answer was complete");
}

TEST_F(PollerTest, TheDeadlineIsShorterThanTheInterval) {
  EXPECT_EQ(trouble_with(ScriptedServer::answer_and_stay(""), kOften), "no answer within 90 ms");
}

TEST_F(PollerTest, TroubleKeepsTheOldFigures) {
  const ScriptedServer server{in_turn({figures(7), ScriptedServer::answer("no")})};
  know(server);
  ask();
  ask();
  EXPECT_FALSE(poller_->state().reachable());
  EXPECT_EQ(poller_->state().snapshot(), snapshot_with(7));
}

TEST_F(PollerTest, FurtherTroubleIsNotReportedAgain) {
  const ScriptedServer server{ScriptedServer::answer("no")};
  know(server);
  for (int i = 0; i < 3; ++i) ask();
  EXPECT_EQ(news_.size(), 1);
}

TEST_F(PollerTest, ABalancerWithoutStatsPathIsNotAsked) {
  const ScriptedServer server{figures()};
  know(server);
  poller_->ask("", kRarely);
  EXPECT_EQ(ended_, 1);
  EXPECT_THAT(news_, ElementsAre("statistics are turned off (balancer.stats_path is \"\")"));
  EXPECT_EQ(server.connections(), 0);
}

// Polls a balancer on this machine by its admin socket.
class PollerBySocketTest : public PollerTest {
 protected:
  void know_by_socket(const ScriptedServer& server) {
    know(server);
    poller_->set_admin_socket(path_);
  }

  TempFolder folder_;
  const std::string path_ = (folder_.path() / "admin.sock").string();
};

TEST_F(PollerBySocketTest, PrefersTheSocketToTheUrl) {
  FakeAdmin admin{path_};
  admin.set("GET /stats", 200, to_json(snapshot_with(3)));
  const ScriptedServer server{figures(7)};
  know_by_socket(server);
  ask(kRarely, "");  // also without a stats_path
  EXPECT_EQ(poller_->state().snapshot(), snapshot_with(3));
  EXPECT_THAT(news_, ElementsAre("reachable"));
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(PollerBySocketTest, UsesTheUrlIfTheSocketCannotBeReached) {
  const ScriptedServer server{figures(7)};
  know_by_socket(server);
  ask();
  EXPECT_EQ(poller_->state().snapshot(), snapshot_with(7));
  poller_.reset();
}

TEST_F(PollerBySocketTest, ReportsTheProblemOfTheSocketIfTheUrlFailsToo) {
  const Url nowhere = [] { return ScriptedServer{figures()}.url(); }();
  know(nowhere);
  poller_->set_admin_socket(path_);
  ask();
  EXPECT_EQ(poller_->state().trouble(), "the balancer is not running (no socket " + path_ +
                                            "); start it: systemctl start rrlb");
}

TEST_F(PollerBySocketTest, ChecksTheAnswerOfTheSocket) {
  FakeAdmin admin{path_};
  admin.set("GET /stats", 200, "<html>");
  const ScriptedServer server{figures(7)};
  know_by_socket(server);
  ask();
  EXPECT_EQ(poller_->state().trouble(), "cannot parse its statistics (not JSON)");
  admin.set("GET /stats", 500, "{}");
  ask();
  EXPECT_EQ(poller_->state().trouble(), "it answered 500 to /stats");
}

TEST_F(PollerBySocketTest, ReportsASocketThatDoesNotAnswer) {
  const ListenSocket silent = listen_unix(path_, 0600);
  const ScriptedServer server{figures(7)};
  know_by_socket(server);
  ask(kOften);
  EXPECT_EQ(poller_->state().trouble(), path_ + ": no answer within 90 ms");
}

}  // namespace
}  // namespace rrlb
