#include "ctl/show/json_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rrlb {
namespace {

using testing::ElementsAre;

TEST(JsonText, KeepsItsOrderAndIsSafe) {
  const std::string_view json = "{\"b\": 1.50, \"a\": [\"\\u001b\\u009b\xC3\xBC\x7f\"]}";
  EXPECT_EQ(indented(json),
            "{\n"
            "  \"b\": 1.5,\n"
            "  \"a\": [\n"
            "    \"\\u001b\\u009b\\u00fc\\u007f\"\n"
            "  ]\n"
            "}");
  EXPECT_EQ(in_one_line(json), "{\"b\":1.5,\"a\":[\"\\u001b\\u009b\\u00fc\\u007f\"]}");
}

TEST(JsonText, TakesEventsApart) {
  const std::string json = R"({"newest": 2, "events": [{"number": 1}, {"number": 2}]})";
  EXPECT_THAT(event_lines(json), ElementsAre("{\"number\":1}", "{\"number\":2}"));
  EXPECT_EQ(with_last_events(json, 1), R"({"newest":2,"events":[{"number":2}]})");
  EXPECT_EQ(with_last_events(json, 9), R"({"newest":2,"events":[{"number":1},{"number":2}]})");
  EXPECT_EQ(with_last_events("{}", 1), "{}");
}

TEST(JsonText, IsNoneOfWhatIsNoObject) {
  for (const char* text : {"", "null", "[]", "5", "<html>", "{", "{\"a\": \"\xff\"}"}) {
    EXPECT_FALSE(indented(text)) << text;
  }
}

}  // namespace
}  // namespace rrlb
