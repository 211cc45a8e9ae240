#include "common/base/size.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(Size, IsAWholeNumberAndItsUnit) {
  EXPECT_EQ(parse_size("512B"), 512U);
  EXPECT_EQ(parse_size("16KiB"), 16'384U);
  EXPECT_EQ(parse_size("1MiB"), 1'048'576U);
  EXPECT_EQ(parse_size("2GiB"), 2'147'483'648U);
  EXPECT_EQ(parse_size("0B"), 0U);
}

TEST(Size, OtherTextIsRefused) {
  for (const char* text :
       {"", "16", "KiB", "16 KiB", "16KB", "16kib", "16k", "-1B", "+1B", "1.5KiB", "1TiB", "1BB"}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(Size, NeverOverflows) {
  EXPECT_EQ(parse_size("17179869183GiB"), 17'179'869'183U << 30);
  EXPECT_EQ(parse_size("17179869184GiB"), std::nullopt);
  EXPECT_EQ(parse_size("18446744073709551615B"), UINT64_MAX);
  EXPECT_EQ(parse_size("18446744073709551616B"), std::nullopt);
}

TEST(Size, IsWrittenInTheLargestUnitThatDividesIt) {
  EXPECT_EQ(format_size(0), "0B");
  EXPECT_EQ(format_size(1'000), "1000B");
  EXPECT_EQ(format_size(1'024), "1KiB");
  EXPECT_EQ(format_size(16'384), "16KiB");
  EXPECT_EQ(format_size(1'048'576 + 1'024), "1025KiB");
  EXPECT_EQ(format_size(std::uint64_t{1} << 40), "1024GiB");
}

}  // namespace
}  // namespace rrlb
