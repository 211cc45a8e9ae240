#include "common/base/text.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Token, HasTheCharactersOfRfc9110) {
  EXPECT_TRUE(is_token("X-Forwarded-For"));
  EXPECT_TRUE(is_token("!#$%&'*+-.^_`|~09azAZ"));
  for (const std::string_view text : {"", "a b", "a:b", "a\"b", "a(b", "a/b", "\xc3\xa4"}) {
    EXPECT_FALSE(is_token(text)) << text;
  }
  EXPECT_FALSE(is_token(std::string_view{"a\0b", 3}));
}

TEST(LowerCase, ChangesAsciiAlone) { EXPECT_EQ(lower_case("X-Am\xc3\x84Z09"), "x-am\xc3\x84z09"); }

}  // namespace
}  // namespace rrlb
