#include "dashboard/control/seen_events.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The event log of one process of the balancer.
class Log {
 public:
  explicit Log(std::string process) : process_{std::move(process)} {}

  void add(int count, const std::string& time = "2026-11-23T10:00:00.000Z") {
    for (int i = 0; i < count; ++i) times_.push_back(time);
  }
  std::string after(std::uint64_t number, std::size_t kept = 1000) const {
    nlohmann::json events = nlohmann::json::array();
    for (std::size_t i = number; i < times_.size(); ++i) {
      if (times_.size() - i > kept) continue;
      events.push_back({{"number", i + 1},
                        {"time", times_[i]},
                        {"level", "info"},
                        {"kind", "override"},
                        {"backend", "web1"},
                        {"message", process_ + std::to_string(i + 1)}});
    }
    return nlohmann::json{{"newest", times_.size()}, {"events", events}}.dump();
  }

 private:
  std::string process_;
  std::vector<std::string> times_;
};

// Reads a log until there is nothing more to request, and returns the events passed on.
std::vector<std::string> taken(SeenEvents& seen, const Log& log, std::size_t kept = 1000) {
  std::vector<std::string> messages;
  for (int asked = 0; asked < 3; ++asked) {
    const auto part = seen.take(log.after(seen.after(), kept), "http://lb1");
    EXPECT_TRUE(part.sound);
    for (const HistoryEvent& event : part.events) messages.push_back(event.message);
    if (!part.ask_again) break;
  }
  return messages;
}

TEST(SeenEvents, PassesOnEachEventOnce) {
  SeenEvents seen;
  Log log{"a"};
  EXPECT_THAT(taken(seen, log), IsEmpty());
  log.add(2);
  EXPECT_THAT(taken(seen, log), ElementsAre("a1", "a2"));
  EXPECT_THAT(taken(seen, log), IsEmpty());
  log.add(1);
  EXPECT_THAT(taken(seen, log), ElementsAre("a3"));
}

TEST(SeenEvents, KeepsTheFieldsOfAnEvent) {
  SeenEvents seen;
  Log log{"a"};
  log.add(1, "2026-11-23T10:00:00.123Z");
  const auto part = seen.take(log.after(0), "http://lb1");
  ASSERT_EQ(part.events.size(), 1U);
  const HistoryEvent& event = part.events.front();
  EXPECT_EQ(format_rfc3339(event.time), "2026-11-23T10:00:00.123Z");
  EXPECT_EQ(event.balancer, "http://lb1");
  EXPECT_EQ(event.backend, "web1");
  EXPECT_EQ(event.kind, "override");
  EXPECT_EQ(event.level, "info");
  EXPECT_EQ(event.status, "");
}

TEST(SeenEvents, AllEventsOfARestartedBalancerAreNew) {
  SeenEvents seen;
  Log before{"a"};
  before.add(5);
  taken(seen, before);
  Log fewer{"b"};
  fewer.add(2);
  EXPECT_THAT(taken(seen, fewer), ElementsAre("b1", "b2"));
  Log as_many{"c"};
  as_many.add(2);
  EXPECT_THAT(taken(seen, as_many), ElementsAre("c1", "c2"));
  Log more{"d"};
  more.add(3);
  EXPECT_THAT(taken(seen, more), ElementsAre("d1", "d2", "d3"));
  EXPECT_THAT(taken(seen, more), IsEmpty());
  EXPECT_THAT(taken(seen, Log{"e"}), IsEmpty());
}

TEST(SeenEvents, EventsDroppedByTheBalancerAreSkipped) {
  SeenEvents seen;
  Log log{"a"};
  log.add(2);
  taken(seen, log);
  log.add(5);
  EXPECT_THAT(taken(seen, log, 3), ElementsAre("a5", "a6", "a7"));
}

TEST(SeenEvents, EventsPassedOnByAnEarlierDashboardAreSkipped) {
  SeenEvents seen{*parse_rfc3339("2026-11-23T10:00:00.500Z")};
  Log log{"a"};
  log.add(2, "2026-11-23T10:00:00.500Z");
  log.add(1, "2026-11-23T10:00:00.501Z");
  EXPECT_THAT(taken(seen, log), ElementsAre("a3"));
}

TEST(SeenEvents, AnInvalidAnswerIsRecognized) {
  SeenEvents seen;
  for (const char* text : {"", "[]", "{}", "{\"events\":1}"}) {
    EXPECT_FALSE(seen.take(text, "").sound) << text;
  }
  EXPECT_TRUE(seen.take(R"({"newest":1,"events":[1,{},{"number":1,"time":"noon"}]})", "").sound);
}

TEST(SeenEvents, AnEventWithoutANumberDoesNotMeanARestart) {
  SeenEvents seen;
  const auto taken =
      seen.take(R"({"newest":3,"events":[{"time":"x","message":"m"}]})", "http://lb");
  EXPECT_TRUE(taken.sound);
  EXPECT_FALSE(taken.ask_again);
  EXPECT_THAT(taken.events, IsEmpty());
}

}  // namespace
}  // namespace rrlb
