#include "common/base/base64.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Base64, ForUrlsFollowsRfc4648) {
  EXPECT_EQ(to_base64url(""), "");
  EXPECT_EQ(to_base64url("f"), "Zg");
  EXPECT_EQ(to_base64url("fo"), "Zm8");
  EXPECT_EQ(to_base64url("foo"), "Zm9v");
  EXPECT_EQ(to_base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
  EXPECT_EQ(to_base64("\xfb\xff"), "+/8");
}

TEST(Base64, DecodesWhatItEncoded) {
  const std::string bytes{"\0\xff\x10 any", 7};
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    EXPECT_EQ(from_base64(to_base64(bytes.substr(0, size))), bytes.substr(0, size));
  }
  EXPECT_EQ(to_base64("foob"), "Zm9vYg");
  for (const char* text : {"Zm9vYg==", "Zm9v Yg", "Z", "Zm9vYh", "Zm9v-Yg_", "Zm9v\n"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

}  // namespace
}  // namespace rrlb
