#include "daemon/report/alert/delivery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <future>

#include "tests/daemon/report/alert/made_up.h"

namespace rrlb {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Notes that one thread writes and another waits for.
class Notes {
 public:
  void add(const std::string& line) {
    const std::lock_guard lock{mutex_};
    lines_.push_back(line);
    changed_.notify_all();
  }
  std::vector<std::string> when_there_are(std::size_t count) {
    std::unique_lock lock{mutex_};
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds{30},
                                  [this, count] { return lines_.size() >= count; }));
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

AlertMessage about(const std::string& backend) {
  AlertMessage message = made_up_alert();
  message.backend = backend;
  return message;
}

class AlertDeliveryTest : public testing::Test {
 protected:
  // Returns `outcome` for each alert; an alert about "hang" waits until it is interrupted.
  AlertTarget target(const std::string& name, const AlertOutcome& outcome) {
    return {name, [this, outcome](const AlertMessage& message, int interrupt) {
              told_.add(message.backend);
              if (message.backend != "hang") return outcome;
              pollfd wanted{interrupt, POLLIN, 0};
              ::poll(&wanted, 1, -1);
              return AlertOutcome{false, false, "interrupted"};
            }};
  }
  AlertDelivery::Told noted() {
    return [this](const std::string& name, const AlertOutcome& how) {
      ended_.add(name + (how.ok ? " ok: " : " not ok: ") + how.detail);
    };
  }

  static constexpr AlertDelivery::Pauses kNone{Milliseconds{0}, Milliseconds{1}};
  Notes told_;
  Notes ended_;
};

TEST_F(AlertDeliveryTest, DeliversOneAfterTheOther) {
  AlertDelivery delivery{target("x", {true, false, "fine"}), noted()};
  EXPECT_TRUE(delivery.add(about("web1")));
  EXPECT_TRUE(delivery.add(about("web2")));
  EXPECT_THAT(ended_.when_there_are(2), ElementsAre("x ok: fine", "x ok: fine"));
  EXPECT_THAT(told_.when_there_are(2), ElementsAre("web1", "web2"));
  EXPECT_EQ(delivery.end(), 0U);
}

TEST_F(AlertDeliveryTest, TriesATemporaryFailureThreeTimes) {
  AlertDelivery delivery{target("x", {false, true, "answered 500"}), noted(), kNone};
  delivery.add(about("web1"));
  delivery.add(about("web2"));
  EXPECT_THAT(ended_.when_there_are(2), Each("x not ok: answered 500 (3 tries)"));
  EXPECT_THAT(told_.when_there_are(6), ElementsAre("web1", "web1", "web1", "web2", "web2", "web2"));
}

TEST_F(AlertDeliveryTest, TriesAPermanentFailureOnce) {
  AlertDelivery delivery{target("x", {false, false, "answered 403"}), noted(), kNone};
  delivery.add(about("web1"));
  EXPECT_THAT(ended_.when_there_are(1), ElementsAre("x not ok: answered 403"));
  EXPECT_THAT(told_.when_there_are(1), SizeIs(1));
}

TEST_F(AlertDeliveryTest, PausesASecondAndThenFive) {
  EXPECT_THAT(AlertDelivery::kPauses, ElementsAre(Milliseconds{1'000}, Milliseconds{5'000}));
}

TEST_F(AlertDeliveryTest, EndsAPauseAtOnce) {
  AlertDelivery delivery{
      target("x", {false, true, "answered 500"}), noted(), {Milliseconds{1'000'000}, {}}};
  delivery.add(about("web1"));
  told_.when_there_are(1);
  EXPECT_EQ(delivery.end(), 1U);
}

TEST_F(AlertDeliveryTest, InterruptsTheCurrentAlertAndCountsTheLost) {
  AlertDelivery delivery{target("x", {true, false, "fine"}), noted()};
  delivery.add(about("hang"));
  delivery.add(about("web1"));
  told_.when_there_are(1);
  EXPECT_EQ(delivery.end(), 2U);
  EXPECT_THAT(ended_.when_there_are(0), IsEmpty());
}

TEST_F(AlertDeliveryTest, DropsTheOldestWhenAHundredWait) {
  std::promise<void> go;
  const AlertTarget slow{"x",
                         [this, ready = go.get_future().share()](const AlertMessage& message, int) {
                           told_.add(message.backend);
                           ready.wait();
                           return AlertOutcome{true, false, "fine"};
                         }};
  AlertDelivery delivery{slow, noted()};
  delivery.add(about("under way"));
  told_.when_there_are(1);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(delivery.add(about("web" + std::to_string(i))));
  EXPECT_FALSE(delivery.add(about("web100")));
  EXPECT_FALSE(delivery.add(about("web101")));
  go.set_value();
  ended_.when_there_are(101);
  const std::vector<std::string> told = told_.when_there_are(101);
  EXPECT_THAT(told, SizeIs(101));
  EXPECT_EQ(told[1], "web2");
  EXPECT_EQ(told[100], "web101");
}

TEST_F(AlertDeliveryTest, DeliversATestDuringAPause) {
  AlertDelivery delivery{
      target("x", {false, true, "answered 500"}), noted(), {Milliseconds{1'000'000}, {}}};
  delivery.add(about("web1"));
  told_.when_there_are(1);
  Notes tested;
  delivery.test(about("test"), [&tested](const std::string& name, const AlertOutcome& how) {
    tested.add(name + ": " + how.detail);
  });
  EXPECT_THAT(tested.when_there_are(1), ElementsAre("x: answered 500"));
  EXPECT_THAT(told_.when_there_are(2), ElementsAre("web1", "test"));
}

TEST_F(AlertDeliveryTest, AnswersTestsThatItDoesNotRun) {
  AlertDelivery delivery{target("x", {true, false, "fine"}), noted()};
  delivery.add(about("hang"));
  told_.when_there_are(1);
  Notes tested;
  delivery.test(about("test"), [&tested](const std::string& name, const AlertOutcome& how) {
    tested.add(name + ": " + how.detail);
  });
  delivery.end();
  EXPECT_THAT(tested.when_there_are(1), ElementsAre("x: interrupted"));
}

TEST_F(AlertDeliveryTest, RetriesWithTheNewTarget) {
  AlertDelivery delivery{
      target("x", {false, true, "answered 500"}), noted(), {Milliseconds{50}, Milliseconds{50}}};
  delivery.add(about("web1"));
  told_.when_there_are(1);
  delivery.set_target(target("y", {true, false, "fine"}));
  EXPECT_THAT(ended_.when_there_are(1), ElementsAre("y ok: fine"));
}

}  // namespace
}  // namespace rrlb
