#include "dashboard/web/gzip.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Gzip, DecompressesWhatItCompressed) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i) + ",";
  const std::string packed = gzip(text);
  EXPECT_LT(packed.size(), text.size() / 2);
  EXPECT_EQ(packed.substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(gunzip(packed), text);
  EXPECT_EQ(gunzip(gzip("")), "");
}

TEST(Gzip, InvalidDataIsEmpty) {
  EXPECT_EQ(gunzip("not gzip"), "");
  const std::string packed = gzip("text");
  EXPECT_EQ(gunzip(packed.substr(0, packed.size() - 1)), "");
  EXPECT_EQ(gunzip(""), "");
}

TEST(AcceptsGzip, IfItIsNamedAndItsWeightIsNotZero) {
  for (const auto* field :
       {"gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "*", "br,\tgzip"}) {
    EXPECT_TRUE(accepts_gzip(field)) << field;
  }
  for (const auto* field :
       {"", "br", "gzip;q=0", "gzip; q=0.000", "identity", "x-gzip", ",", ";"}) {
    EXPECT_FALSE(accepts_gzip(field)) << field;
  }
}

}  // namespace
}  // namespace rrlb
