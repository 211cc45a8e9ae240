#include "dashboard/control/event_feed.h"

#include <gmock/gmock.h>

#include <optional>

#include "tests/dashboard/control/fake_admin.h"
#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

using testing::ElementsAre;

std::string events(int newest, const std::string& process) {
  std::string all;
  for (int number = 1; number <= newest; ++number) {
    all +=
        (all.empty() ? "" : ",") + std::string{"{\"number\":"} + std::to_string(number) +
        R"(,"time":"2026-11-23T10:00:00.000Z","level":"info","kind":"override","backend":"web1",)" +
        "\"message\":\"" + process + std::to_string(number) + "\"}";
  }
  return "{\"newest\":" + std::to_string(newest) + ",\"events\":[" + all + "]}";
}

class EventFeedTest : public testing::Test {
 protected:
  EventFeedTest() { feed_.apply(path_, "http://lb1", Milliseconds{10}); }

  TempFolder folder_;
  const std::string path_ = (folder_.path() / "admin.sock").string();
  TestLoop loop_;
  std::vector<std::string> news_;
  std::vector<std::string> told_;
  EventFeed feed_{loop_,
                  [this](const std::vector<HistoryEvent>& events) {
                    for (const HistoryEvent& event : events) news_.push_back(event.message);
                  },
                  [this](const JournalRecord& record) { told_.push_back(record.message); }};
};

TEST_F(EventFeedTest, PassesOnNewEvents) {
  FakeAdmin admin{path_};
  admin.set("GET /api/events", 200, events(2, "a"));
  feed_.begin({});
  loop_.run_until([this] { return news_.size() == 2; });
  admin.set("GET /api/events", 200, events(3, "a"));
  loop_.run_until([this] { return news_.size() == 3; });
  EXPECT_THAT(news_, ElementsAre("a1", "a2", "a3"));
  EXPECT_THAT(told_, ElementsAre());
  EXPECT_EQ(admin.asked().front(), "GET /api/events?after=0");
  EXPECT_EQ(admin.asked().back().substr(0, 22), "GET /api/events?after=");
}

TEST_F(EventFeedTest, AnUnreachableSocketIsReportedOnce) {
  feed_.begin({});
  loop_.run_until([this] { return !told_.empty(); });
  std::optional<FakeAdmin> admin{path_};
  admin->set("GET /api/events", 200, events(1, "a"));
  loop_.run_until([this] { return news_.size() == 1; });
  EXPECT_THAT(told_,
              ElementsAre("no events and no controls: the balancer is not running (no socket " +
                              path_ + "); start it: systemctl start rrlb",
                          "admin socket " + path_ + ": reachable"));
}

TEST_F(EventFeedTest, EventsOfARestartedBalancerAreReadFromTheBeginning) {
  FakeAdmin admin{path_};
  admin.set("GET /api/events", 200, events(3, "a"));
  feed_.begin({});
  loop_.run_until([this] { return news_.size() == 3; });
  admin.set("GET /api/events", 200, events(4, "b"));
  loop_.run_until([this] { return news_.size() == 7; });
  EXPECT_THAT(news_, ElementsAre("a1", "a2", "a3", "b1", "b2", "b3", "b4"));
}

TEST_F(EventFeedTest, AnotherProgramBehindTheSocketIsReported) {
  FakeAdmin admin{path_};
  feed_.begin({});
  loop_.run_until([this] { return told_.size() == 1; });
  admin.set("GET /api/events", 200, "[]");
  const std::size_t before = admin.asked().size();
  loop_.run_until([&] { return admin.asked().size() > before + 3; });
  EXPECT_THAT(told_,
              ElementsAre("no events and no controls: " + path_ + ": answered 404 to /api/events"));
}

}  // namespace
}  // namespace rrlb
