#include "common/contract/admin_api/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/contract/admin_api/config.h"
#include "common/contract/admin_api/events.h"

namespace rrlb::admin_api {
namespace {

using testing::ElementsAre;

TEST(AdminAnswers, OfAlertsAreReadAsTheyWereWritten) {
  const std::string json = to_json(std::vector<AlertResult>{{"exec", true, "exited with 0"}});
  EXPECT_EQ(json, R"({"results":[{"target":"exec","ok":true,"detail":"exited with 0"}]})");
  EXPECT_EQ(to_json(*read_alert_results(json)), json);
}

TEST(AdminAnswers, OfRefusalsSayWhy) {
  EXPECT_EQ(to_json(Refusal{"p", {}}), R"({"problem":"p"})");
  const std::string json = to_json(Refusal{"2 problems", {"a", "b"}});
  EXPECT_EQ(json, R"({"problem":"2 problems","problems":["a","b"]})");
  EXPECT_EQ(read_refusal(json)->problem, "2 problems");
  EXPECT_THAT(read_refusal(json)->problems, ElementsAre("a", "b"));
  EXPECT_FALSE(read_refusal("<html>"));
}

TEST(AdminAnswers, OfRemovalsNameTheBackend) {
  EXPECT_EQ(removed_json("web1"), R"({"removed":"web1"})");
}

TEST(AdminConfig, IsReadAsItWasWritten) {
  EXPECT_EQ(to_json(ConfigKeys{"f", {}}), R"({"file":"f","keys":[]})");
  const std::string json =
      to_json(ConfigKeys{"f", {{"health", "rise", "2", "default"}, {"log", "level", "3", "f:9"}}});
  EXPECT_EQ(json,
            R"({"file":"f","keys":[{"section":"health","key":"rise","value":"2","from":"default"},)"
            R"({"section":"log","key":"level","value":"3","from":"f:9"}]})");
  EXPECT_EQ(to_json(*read_config_keys(json)), json);
}

TEST(AdminConfig, SaysWhatAReloadDoes) {
  const std::string diff = to_json(Diff{{"c"}, {}, {"n"}});
  EXPECT_EQ(diff, R"({"changes":["c"],"cuts":[],"notes":["n"]})");
  EXPECT_EQ(to_json(*read_diff(diff)), diff);
  const std::string reloaded = to_json(Reloaded{2, 1, {"n"}});
  EXPECT_EQ(reloaded, R"({"backends":2,"before":1,"notes":["n"]})");
  EXPECT_EQ(to_json(*read_reloaded(reloaded)), reloaded);
  EXPECT_EQ(read_reloaded("{}")->backends, std::nullopt);
}

TEST(AdminEvents, AreReadAsTheyWereWritten) {
  const std::string json = to_json(Events{3, {{3, "T", "info", "state", "web1", "m"}}});
  EXPECT_EQ(json, R"({"newest":3,"events":[{"number":3,"time":"T","level":"info","kind":"state",)"
                  R"("backend":"web1","message":"m"}]})");
  EXPECT_EQ(to_json(*read_events(json)), json);
  EXPECT_FALSE(read_events("{}"));
}

}  // namespace
}  // namespace rrlb::admin_api
