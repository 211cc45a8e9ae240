#include "common/base/percent.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Percent, ASegmentCanHoldAnyName) {
  EXPECT_EQ(path_segment("web1"), "web1");
  EXPECT_EQ(path_segment("127.0.0.1:5001"), "127.0.0.1:5001");
  EXPECT_EQ(path_segment("a/b c%\xc3\xa4?"), "a%2Fb%20c%25%C3%A4%3F");
}

TEST(Percent, IsDecodedInEitherCase) {
  EXPECT_EQ(percent_decoded("127.0.0.1%3A5001"), "127.0.0.1:5001");
  EXPECT_EQ(percent_decoded("%3a%C3%a4"), ":\xc3\xa4");
}

TEST(Percent, APercentSignWithoutTwoDigitsStays) {
  for (const char* text : {"%", "%3", "%zz", "%-1", "%+1", "100%", "%%3"}) {
    EXPECT_EQ(percent_decoded(text), text);
  }
  EXPECT_EQ(percent_decoded("%%3A"), "%:");
  EXPECT_EQ(percent_decoded("%2525"), "%25") << "once";
}

}  // namespace
}  // namespace rrlb
