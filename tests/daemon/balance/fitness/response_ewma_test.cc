#include "daemon/balance/fitness/response_ewma.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

using std::chrono::microseconds;

TEST(ResponseEwma, RisesAtOnce) {
  EXPECT_EQ(response_ewma(0, microseconds{500}), 500U);
  EXPECT_EQ(response_ewma(500, microseconds{90'000}), 90'000U);
}

TEST(ResponseEwma, FallsByAnEighth) {
  EXPECT_EQ(response_ewma(1'000, microseconds{200}), 900U);
  std::uint64_t falling = 100'000;
  for (int i = 0; i < 100; ++i) falling = response_ewma(falling, microseconds{200});
  EXPECT_EQ(falling, 200U);
}

TEST(ResponseEwma, IsKnownAfterAResponseThatTookNoTime) {
  EXPECT_EQ(response_ewma(0, microseconds{0}), 1U);
}

TEST(ResponseEwma, FadesAndStaysKnown) {
  EXPECT_EQ(faded_response_ewma(32'000), 31'000U);
  EXPECT_EQ(faded_response_ewma(0), 0U);
  std::uint64_t fading = 30'000'000;
  for (int i = 0; i < 200; ++i) fading = faded_response_ewma(fading);  // 20 s
  EXPECT_LT(fading, 60'000U);
  for (int i = 0; i < 10'000; ++i) fading = faded_response_ewma(fading);
  EXPECT_GT(fading, 0U);
}

TEST(ResponseEwma, IsRecorded) {
  std::atomic<std::uint64_t> ewma{0};
  record_response_time(ewma, microseconds{800});
  record_response_time(ewma, microseconds{0});
  EXPECT_EQ(ewma, 700U);
}

}  // namespace
}  // namespace rrlb
