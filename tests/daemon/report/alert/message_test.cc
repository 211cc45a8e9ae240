#include "daemon/report/alert/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/report/alert/made_up.h"

namespace rrlb {
namespace {

using testing::Contains;
using testing::ElementsAre;

TEST(AlertMessage, IsMadeOfAnAlert) {
  const Alert alert{{"web1", "http://web1:8080", Status::up, Status::down,
                     "3 failed probes: no answer within 1 s",
                     WallTime{std::chrono::milliseconds{1'795'396'445'123}}},
                    2};
  EXPECT_EQ(alert_json(alert_message(alert, "lb1")), kMadeUpJson);
}

TEST(AlertMessage, OfATestHasAnEventOfItsOwn) {
  const WallTime when{std::chrono::milliseconds{1'795'396'445'123}};
  EXPECT_EQ(alert_json(test_alert_message(when, "lb1")),
            R"({"event":"test","backend":"test","url":"","status":"UNKNOWN",)"
            R"("status_before":"UNKNOWN","reason":"an operator tests the alerts",)"
            R"("time":"2026-11-23T01:14:05.123Z","balancer":"lb1","changes":0})");
}

TEST(AlertMessage, IsAlsoAnEnvironment) {
  EXPECT_THAT(
      alert_environment(made_up_alert()),
      ElementsAre("RRLB_EVENT=state", "RRLB_BACKEND=web1", "RRLB_STATUS=DOWN",
                  "RRLB_STATUS_BEFORE=UP", "RRLB_REASON=3 failed probes: no answer within 1 s",
                  "RRLB_TIME=2026-11-23T01:14:05.123Z", "RRLB_URL=http://web1:8080"));
}

TEST(AlertMessage, HoldsWhateverABackendSaid) {
  AlertMessage message = made_up_alert();
  message.reason = std::string{"\"\xff\n\0;", 5};
  EXPECT_THAT(alert_json(message),
              testing::HasSubstr("\"reason\":\"\\\"\xef\xbf\xbd\\n\\u0000;\""));
  EXPECT_THAT(alert_environment(message), Contains("RRLB_REASON=\"\\xff\\x0a\\x00;"));
}

}  // namespace
}  // namespace rrlb
