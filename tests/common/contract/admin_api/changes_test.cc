#include "common/contract/admin_api/changes.h"

#include <gtest/gtest.h>

namespace rrlb::admin_api {
namespace {

TEST(AdminChanges, AreReadAsTheyWereWritten) {
  const std::string body = to_json(Addition{"http://a", "web1", 7}, {"load", "2h", "alice"});
  EXPECT_EQ(
      body,
      R"({"url":"http://a","name":"web1","weight":7,"why":"load","until":"2h","who":"alice"})");
  const ChangeRequest read = read_addition(body);
  EXPECT_EQ(read.problem, "");
  EXPECT_EQ(to_json(read.addition, read.circumstances), body);
}

TEST(AdminChanges, SendNothingThatIsNotGiven) {
  EXPECT_EQ(to_json(Circumstances{}), "{}");
  EXPECT_EQ(to_json(WeightChange{}, {}), R"({"weight":null})");
  EXPECT_EQ(to_json(Addition{"http://a", {}, {}}, {}), R"({"url":"http://a"})");
}

TEST(AdminChanges, TakeNullForNothing) {
  EXPECT_EQ(read_weight_change(R"({"weight":null,"why":null})").problem, "");
  EXPECT_EQ(read_weight_change(R"({"weight":null})").weight.weight, std::nullopt);
  EXPECT_EQ(read_circumstances("").problem, "");
}

TEST(AdminChanges, WithMistakesSayWhich) {
  EXPECT_EQ(read_circumstances("[]").problem, "the body must be a JSON object");
  EXPECT_EQ(read_circumstances(std::string(100, '[')).problem, "the body is nested too deeply");
  EXPECT_EQ(read_circumstances(R"({"why":5})").problem, "why must be a string");
  EXPECT_EQ(read_circumstances(R"({"why":")" + std::string(1025, 'x') + "\"}").problem,
            "why must have at most 1024 bytes");
  EXPECT_EQ(read_circumstances(R"({"weight":5})").problem, "unknown member \"weight\"");
  EXPECT_EQ(read_weight_change("{}").problem, "weight is missing: 1..256, or null for the file's");
  for (const char* weight : {"0", "257", "-1", "1.5", "\"5\"", "[]", "true"}) {
    EXPECT_EQ(read_weight_change(R"({"weight":)" + std::string{weight} + "}").problem,
              std::string{"weight must be 1..256, got "} + weight);
  }
  EXPECT_EQ(read_addition(R"({"weight":0})").problem, "weight must be 1..256, got 0");
}

}  // namespace
}  // namespace rrlb::admin_api
