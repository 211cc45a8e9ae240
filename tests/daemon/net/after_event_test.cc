#include "daemon/net/after_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rrlb {
namespace {

using testing::ElementsAre;

class Log {
 public:
  std::vector<std::string> lines;
};

class One final : public Resumable {
 public:
  One(Log& log, std::string name) : log_{log}, name_{std::move(name)} {}
  ~One() override { log_.lines.push_back(name_ + " is destroyed"); }

  void resume() override {
    log_.lines.push_back(name_ + " goes on");
    if (then) then();
  }
  void end() { (void)mark_ended(); }

  std::function<void()> then;

 private:
  Log& log_;
  const std::string name_;
};

class AfterEventTest : public testing::Test {
 protected:
  Log log_;
  int requests_ = 0;
  int later_requests_ = 0;
  AfterEvent after_{[this] { ++requests_; }, [this] { ++later_requests_; }};
};

TEST_F(AfterEventTest, DestroysWhatEndedWhenItRuns) {
  auto one = std::make_unique<One>(log_, "a");
  one->end();
  after_.destroy(std::move(one));
  EXPECT_THAT(log_.lines, ElementsAre());
  EXPECT_EQ(requests_, 1);
  after_.run();
  EXPECT_THAT(log_.lines, ElementsAre("a is destroyed"));
}

TEST_F(AfterEventTest, IsRequestedOnceForAllThatAnEventLeaves) {
  One one{log_, "a"};
  One other{log_, "b"};
  after_.resume(one);
  after_.resume(one);
  after_.resume(other);
  EXPECT_EQ(requests_, 1);
  after_.run();
  EXPECT_THAT(log_.lines, ElementsAre("a goes on", "b goes on"));
}

TEST_F(AfterEventTest, DoesNotResumeWhatHasEnded) {
  auto one = std::make_unique<One>(log_, "a");
  after_.resume(*one);
  one->end();
  after_.destroy(std::move(one));
  after_.run();
  EXPECT_THAT(log_.lines, ElementsAre("a is destroyed"));
}

TEST_F(AfterEventTest, LetsOthersHaveTheirTurnBeforeOneGoesOnAgain) {
  One one{log_, "a"};
  one.then = [&] { after_.resume(one); };
  after_.resume(one);
  after_.run();
  EXPECT_THAT(log_.lines, ElementsAre("a goes on"));
  EXPECT_EQ(requests_, 1);
  EXPECT_EQ(later_requests_, 1);
  one.then = nullptr;
  after_.run();
  EXPECT_THAT(log_.lines, ElementsAre("a goes on", "a goes on"));
}

TEST_F(AfterEventTest, DestroysWhatEndsWhileAnotherGoesOnAgainAndAgain) {
  One one{log_, "a"};
  auto other = std::make_unique<One>(log_, "b");
  one.then = [&] {
    after_.resume(one);
    if (!other) return;
    after_.resume(*other);
    other->end();
    after_.destroy(std::move(other));
  };
  after_.resume(one);
  after_.run();
  EXPECT_THAT(log_.lines, ElementsAre("a goes on", "b is destroyed"));
  after_.run();
  EXPECT_THAT(log_.lines, ElementsAre("a goes on", "b is destroyed", "a goes on"));
}

}  // namespace
}  // namespace rrlb
