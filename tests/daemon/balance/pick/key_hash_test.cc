#include "daemon/balance/pick/key_hash.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

namespace rrlb {
namespace {

// The values of the reference implementation of MurmurHash64A with seed 0.
TEST(KeyHash, IsTheSameEverywhere) {
  EXPECT_EQ(hash_of(""), 0x0000000000000000U);
  EXPECT_EQ(hash_of("a"), 0x071717d2d36b6b11U);
  EXPECT_EQ(hash_of("web1"), 0x6c8fe8029508a35dU);
  EXPECT_EQ(hash_of("10.0.0.1:8080/a"), 0x56abe62d19dd89e2U);
}

TEST(KeyHash, SimilarTextsHaveVeryDifferentHashes) {
  std::set<std::uint64_t> seen;
  std::array<int, 16> counts{};
  for (int i = 0; i < 16'000; ++i) {
    const std::uint64_t hash =
        hash_of("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250));
    seen.insert(hash);
    ++counts[hash >> 60];
  }
  EXPECT_EQ(seen.size(), 16'000U);
  for (const int count : counts) EXPECT_NEAR(count, 1'000, 150);
}

TEST(KeyHash, AByteWithTheHighBitIsUnsigned) {
  EXPECT_NE(hash_of("\xff"), hash_of("\xff\xff"));
  EXPECT_NE(hash_of(std::string_view{"\0", 1}), hash_of(std::string_view{"\0\0", 2}));
}

}  // namespace
}  // namespace rrlb
