#include "daemon/report/alerts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/program/keyed_hash.h"
#include "tests/daemon/report/alert/alert_receiver.h"
#include "tests/daemon/report/alert/made_up.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

const std::string kKey = "0123456789abcdef";

class AlertsTest : public testing::Test {
 protected:
  AlertsTest() {
    ::setenv("no_proxy", "*", 1);
    config_.debounce = Milliseconds{0};
    config_.timeout = Milliseconds{30'000};
  }

  Alerts::Say noted() {
    return [this](LogLevel level, const std::string& message) {
      (level == LogLevel::warning ? warnings_ : others_).push_back(message);
    };
  }
  void change(const std::string& backend, Status before = Status::up, Status after = Status::down) {
    alerts_->tell({backend, "http://" + backend, before, after, "because",
                   WallTime{std::chrono::hours{500'000}}});
  }
  std::string written(const std::string& name) const { return text_of(folder_.path() / name); }
  // Waits until the program has written the file.
  bool started() {
    Timer next{loop_, [] {}};
    return loop_.run_until([&] {
      next.start(Milliseconds{5});
      return !written("started").empty();
    });
  }
  bool said(std::size_t warnings, std::size_t others) {
    return loop_.run_until([this, warnings, others] {
      return warnings_.size() >= warnings && others_.size() >= others;
    });
  }
  // Returns how long it takes to end the alerts.
  TimePoint::duration ending() {
    const TimePoint begin = Clock::now();
    alerts_.reset();
    return Clock::now() - begin;
  }

  TempFolder folder_;
  TestLoop loop_;
  AlertsConfig config_;
  std::vector<std::string> warnings_;
  std::vector<std::string> others_;
  std::unique_ptr<Alerts> alerts_ = std::make_unique<Alerts>(loop_, noted());
};

TEST_F(AlertsTest, DoNothingWithoutATarget) {
  EXPECT_THAT(alerts_->apply(config_), IsEmpty());
  EXPECT_FALSE(alerts_->any());
  change("web1");
  bool answered = false;
  alerts_->test([&answered](const std::vector<AlertTestResult>& results) {
    EXPECT_THAT(results, IsEmpty());
    answered = true;
  });
  EXPECT_TRUE(answered);
}

TEST_F(AlertsTest, CallTheProgram) {
  config_.exec = made_up_program(folder_, "echo \"$RRLB_BACKEND $RRLB_STATUS\" >> told");
  EXPECT_THAT(alerts_->apply(config_), IsEmpty());
  EXPECT_TRUE(alerts_->any());
  change("web1");
  change("web2");
  ASSERT_TRUE(said(0, 2));
  EXPECT_EQ(written("told"), "web1 DOWN\nweb2 DOWN\n");
  EXPECT_THAT(others_[0],
              MatchesRegex("alert: exec " + config_.exec + ": exit code 0 in [0-9]+ ms"));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(AlertsTest, PostToTheWebhookSigned) {
  const AlertReceiver receiver;
  config_.webhook = receiver.url();
  config_.webhook_key_file = folder_.write("key", kKey + "\n");
  ::chmod(config_.webhook_key_file.c_str(), 0600);
  EXPECT_THAT(alerts_->apply(config_), IsEmpty());
  change("web1");
  ASSERT_TRUE(said(0, 1));
  const HttpRequest got = receiver.request();
  EXPECT_THAT(got.body, AllOf(HasSubstr(R"("backend":"web1")"), HasSubstr(R"("changes":1})")));
  EXPECT_EQ(got.field("X-Rrlb-Signature"),
            "sha256=" + to_hex(hmac_sha256(kKey, got.field("X-Rrlb-Timestamp") + "." + got.body)));
}

TEST_F(AlertsTest, DebounceChanges) {
  config_.exec = made_up_program(folder_, "echo \"$RRLB_BACKEND $RRLB_STATUS\" >> told");
  config_.debounce = Milliseconds{100};
  alerts_->apply(config_);
  change("web1", Status::up, Status::down);
  change("web2", Status::up, Status::down);
  change("web1", Status::down, Status::up);
  ASSERT_TRUE(said(0, 1));
  EXPECT_EQ(written("told"), "web2 DOWN\n");
}

TEST_F(AlertsTest, ReportWhyATargetFailed) {
  config_.exec = made_up_program(folder_, "echo 'no pager' >&2; exit 3");
  alerts_->apply(config_);
  change("web1");
  ASSERT_TRUE(said(1, 0));
  EXPECT_THAT(warnings_, ElementsAre(MatchesRegex("alert: exec " + config_.exec +
                                                  ": exit code 3 in [0-9]+ ms: no pager")));
}

TEST_F(AlertsTest, ReportAnInvalidTarget) {
  const std::string none = (folder_.path() / "none").string();
  const std::string short_key = folder_.write("key", "abc");
  ::chmod(short_key.c_str(), 0600);
  config_.exec = none;
  config_.webhook = parse_url("https://example.com/alerts");
  config_.webhook_key_file = short_key;
  EXPECT_THAT(alerts_->apply(config_),
              ElementsAre("alerts.exec: " + none + ": No such file or directory",
                          "alerts.webhook_key_file: " + short_key +
                              ": expected a secret of 16 to 4096 bytes, found 3"));
  change("web1");
  ASSERT_TRUE(said(2, 0));
  EXPECT_THAT(warnings_,
              testing::UnorderedElementsAre(
                  "alert: exec " + none + ": No such file or directory",
                  "alert: webhook https://example.com/...: not posted, as it cannot be signed: " +
                      short_key + ": expected a secret of 16 to 4096 bytes, found 3"));
}

TEST_F(AlertsTest, DoNotDelayTheLoop) {
  const ScriptedServer hanging{[](RawConnection& client) { client.receive_all(); }};
  config_.webhook = hanging.url();
  config_.exec = made_up_program(folder_, "trap '' TERM; echo x > started; sleep 1000");
  alerts_->apply(config_);
  const TimePoint begin = Clock::now();
  change("web1");
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds{1});
  ASSERT_TRUE(started());
  int turns = 0;
  Timer turn{loop_, [&] {
               ++turns;
               turn.start(Milliseconds{0});
             }};
  turn.start(Milliseconds{0});
  EXPECT_TRUE(loop_.run_until([&turns] { return turns == 1000; }));
  EXPECT_THAT(warnings_, IsEmpty());
  EXPECT_LT(ending(), std::chrono::seconds{2});
  EXPECT_THAT(warnings_,
              testing::UnorderedElementsAre(
                  "alert: exec " + config_.exec + ": 1 alert was not delivered: the balancer stops",
                  "alert: webhook " + hanging.url().text() +
                      ": 1 alert was not delivered: the balancer stops"));
}

TEST_F(AlertsTest, KeepTheTimeout) {
  const ScriptedServer hanging{[](RawConnection& client) { client.receive_all(); }};
  config_.webhook = hanging.url();
  config_.exec = made_up_program(folder_, "trap '' TERM; sleep 1000");
  config_.timeout = Milliseconds{200};
  alerts_->apply(config_);
  std::vector<AlertTestResult> results;
  alerts_->test([&results](std::vector<AlertTestResult> all) { results = std::move(all); });
  ASSERT_TRUE(loop_.run_until([&results] { return !results.empty(); }));
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].target, "exec " + config_.exec);
  EXPECT_FALSE(results[0].ok);
  EXPECT_EQ(results[0].detail, "had not ended after 200 ms, killed");
  EXPECT_EQ(results[1].target, "webhook " + hanging.url().text());
  EXPECT_FALSE(results[1].ok);
  EXPECT_EQ(results[1].detail, "no answer within 200 ms");
}

TEST_F(AlertsTest, TestEachTarget) {
  const AlertReceiver receiver;
  config_.webhook = receiver.url();
  config_.exec = made_up_program(folder_, "echo $RRLB_EVENT > told");
  alerts_->apply(config_);
  std::vector<AlertTestResult> results;
  alerts_->test([&results](std::vector<AlertTestResult> all) { results = std::move(all); });
  ASSERT_TRUE(loop_.run_until([&results] { return !results.empty(); }));
  ASSERT_EQ(results.size(), 2U);
  EXPECT_TRUE(results[0].ok);
  EXPECT_THAT(results[0].detail, MatchesRegex("exit code 0 in [0-9]+ ms"));
  EXPECT_TRUE(results[1].ok);
  EXPECT_THAT(results[1].detail, MatchesRegex("answered 204 in [0-9]+ ms"));
  EXPECT_EQ(written("told"), "test\n");
}

TEST_F(AlertsTest, ReportOnceHowManyWereDropped) {
  config_.exec = made_up_program(folder_, "echo x > started; sleep 1000");
  alerts_->apply(config_);
  change("first");
  ASSERT_TRUE(started());
  for (int i = 0; i < 102; ++i) change("web" + std::to_string(i));
  EXPECT_THAT(warnings_, ElementsAre("alert: exec " + config_.exec +
                                     ": 1 alert was dropped for newer ones, as 100 wait already"));
  EXPECT_LT(ending(), std::chrono::seconds{2});
  EXPECT_EQ(warnings_.back(),
            "alert: exec " + config_.exec + ": 101 alerts were not delivered: the balancer stops");
}

TEST_F(AlertsTest, KeepWhatWaitsThroughAReload) {
  config_.exec =
      made_up_program(folder_, "echo x > started; while ! [ -e go ]; do sleep 0.01; done");
  alerts_->apply(config_);
  change("web1");
  change("web2");
  ASSERT_TRUE(started());
  const std::string other = folder_.write("other", "#!/bin/sh\nexit 0\n");
  ::chmod(other.c_str(), 0755);
  folder_.write("go", "");
  config_.exec = other;
  alerts_->apply(config_);
  ASSERT_TRUE(said(0, 2));
  EXPECT_THAT(others_[1], MatchesRegex("alert: exec " + other + ": exit code 0 in [0-9]+ ms"));
}

TEST_F(AlertsTest, EndATargetThatAReloadTakesAway) {
  config_.exec = made_up_program(folder_, "echo x > started; sleep 1000");
  alerts_->apply(config_);
  change("web1");
  ASSERT_TRUE(started());
  alerts_->apply(AlertsConfig{});
  EXPECT_FALSE(alerts_->any());
  EXPECT_THAT(warnings_, ElementsAre("alert: exec " + config_.exec +
                                     ": 1 alert was not delivered: it is a target no longer"));
}

TEST_F(AlertsTest, NeverAnswerATestAfterTheirEnd) {
  config_.exec = made_up_program(folder_, "sleep 1000");
  alerts_->apply(config_);
  alerts_->test([](const std::vector<AlertTestResult>&) { ADD_FAILURE() << "answered"; });
  alerts_.reset();
  loop_.run_what_is_due();
}

}  // namespace
}  // namespace rrlb
