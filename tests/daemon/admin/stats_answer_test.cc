#include "daemon/admin/stats_answer.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;
const std::vector<std::string> kAllowed{"http://dash:8000"};

TEST(StatsAnswer, IsNeverCached) {
  const HttpAnswer answer = stats_answer("GET", "", {}, "{}");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.content_type, "application/json");
  EXPECT_EQ(answer.body, "{}");
  EXPECT_EQ(answer.fields, (Fields{{"Cache-Control", "no-store"}}));
}

TEST(StatsAnswer, AListedOriginMayReadIt) {
  EXPECT_EQ(stats_answer("GET", "http://dash:8000", kAllowed, "{}").fields,
            (Fields{{"Cache-Control", "no-store"},
                    {"Vary", "Origin"},
                    {"Access-Control-Allow-Origin", "http://dash:8000"}}));
}

TEST(StatsAnswer, AnotherOriginMayNotReadIt) {
  EXPECT_EQ(stats_answer("GET", "http://evil", kAllowed, "{}").fields,
            (Fields{{"Cache-Control", "no-store"}, {"Vary", "Origin"}}));
}

TEST(StatsAnswer, APreflightIsAnsweredWithoutABody) {
  const HttpAnswer answer = stats_answer("OPTIONS", "http://dash:8000", kAllowed, "{}");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.fields, (Fields{{"Cache-Control", "no-store"},
                                   {"Vary", "Origin"},
                                   {"Access-Control-Allow-Origin", "http://dash:8000"},
                                   {"Allow", "GET, HEAD, OPTIONS"},
                                   {"Access-Control-Allow-Methods", "GET, HEAD"},
                                   {"Access-Control-Max-Age", "600"}}));
}

TEST(StatsAnswer, RefusesOtherMethods) {
  const HttpAnswer answer = stats_answer("POST", "", {}, "{}");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.body, "allowed here: GET, HEAD, OPTIONS\n");
}

}  // namespace
}  // namespace rrlb
