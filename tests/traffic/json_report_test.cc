#include "traffic/json_report.h"

#include <gtest/gtest.h>

#include "tests/traffic/made_up.h"

namespace rrlb {
namespace {

TEST(JsonReport, HasAllFigures) {
  Result result;
  result.options.target = *parse_target("http://balancer:5000/x");
  result.stats.before = balancer_of({1, 1});
  result.stats.after = after(*result.stats.before, {1, 1});
  record(result.tally, "a:1", 1);
  result.tally.record(redirected_to("b:1", "connection refused"));
  result.duration = std::chrono::milliseconds{500};
  result.spread = {Verdict::as_promised, "as promised", {"a note"}, 0};
  EXPECT_EQ(
      json_report(result),
      R"({"url":"http://balancer:5000/x","requests":2,"failures":1,"duration_seconds":0.5,)"
      R"("requests_per_second":4.0,"interrupted":false,"ok":false,)"
      R"("latency_ms":{"p50":1.007,"p90":1.007,"p99":1.007},)"
      R"("backends":[{"name":"a","address":"a:1","requests":1,"failures":0,"share_percent":50.0,)"
      R"("latency_ms":{"p50":1.007,"p90":1.007,"p99":1.007}},)"
      R"({"name":"b","address":"b:1","requests":1,"failures":1,"share_percent":50.0,)"
      R"("latency_ms":null}],)"
      R"("failure_reasons":[{"reason":"b:1: connection refused","count":1}],)"
      R"("spread":{"verdict":"as_promised","text":"as promised","notes":["a note"],)"
      R"("algorithm":"round_robin","other_requests":0}})"
      "\n");
}

TEST(JsonReport, HasNullForUnknownFigures) {
  Result result;
  result.options.target = *parse_target("http://balancer:5000");
  record(result.tally, "a:1", 1);
  const std::string json = json_report(result);
  EXPECT_NE(json.find(R"("backends":[{"name":null,"address":"a:1",)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("verdict":"unknown","text":"","notes":[],"algorithm":null,)"
                      R"("other_requests":null)"),
            std::string::npos)
      << json;
}

TEST(JsonReport, SurvivesBytesThatAreNotUtf8) {
  Result result;
  result.options.target = *parse_target("http://balancer:5000");
  result.tally.record(redirected_to("a:1", "\xff"));
  EXPECT_NE(json_report(result).find("a:1: \xef\xbf\xbd"), std::string::npos);
}

}  // namespace
}  // namespace rrlb
