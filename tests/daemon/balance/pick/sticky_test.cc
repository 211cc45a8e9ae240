#include "daemon/balance/pick/sticky.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(CookieValue, IsTheTextAfterItsName) {
  EXPECT_EQ(cookie_value("a=1; rrlb=xyz; b=2", "rrlb"), "xyz");
  EXPECT_EQ(cookie_value("rrlb=xyz", "rrlb"), "xyz");
  EXPECT_EQ(cookie_value("a=1;rrlb=xyz", "rrlb"), "xyz");
  EXPECT_EQ(cookie_value(" \t rrlb=xyz \t;", "rrlb"), "xyz");
}

TEST(CookieValue, IsTheFirstOfTwo) { EXPECT_EQ(cookie_value("r=1; r=2", "r"), "1"); }

TEST(CookieValue, MayHoldAnEqualsSign) { EXPECT_EQ(cookie_value("r=a=b", "r"), "a=b"); }

TEST(CookieValue, IsEmptyIfThereIsNone) {
  for (const char* field : {"", ";", ";;;", "rrlb", "xrrlb=1", "rrlbx=1", "RRLB=1", "a=rrlb=1", "=",
                            "=rrlb", "a=1, rrlb=2", "rrlb ; a=1"}) {
    EXPECT_EQ(cookie_value(field, "rrlb"), "") << field;
  }
}

TEST(SetCookie, LastsUntilTheBrowserCloses) {
  StickyConfig config;
  config.cookie = "rrlb";
  EXPECT_EQ(set_cookie_value(config, "xyz"), "rrlb=xyz; Path=/; HttpOnly; SameSite=Lax");
}

TEST(SetCookie, HasTheConfiguredAgeAndIsSecure) {
  StickyConfig config;
  config.cookie = "rrlb";
  config.max_age = Milliseconds{3'600'500};
  config.secure = true;
  EXPECT_EQ(set_cookie_value(config, "xyz"),
            "rrlb=xyz; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure");
}

TEST(StickyTokens, StandForPositions) {
  const StickyTokens tokens{{"aa", "bb"}};
  EXPECT_EQ(tokens.position_of("aa"), 0U);
  EXPECT_EQ(tokens.position_of("bb"), 1U);
  EXPECT_EQ(tokens.position_of("b"), StickyTokens::kNone);
  EXPECT_EQ(tokens.position_of(""), StickyTokens::kNone);
  EXPECT_EQ(StickyTokens{}.position_of("aa"), StickyTokens::kNone);
}

}  // namespace
}  // namespace rrlb
