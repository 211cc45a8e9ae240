#include "daemon/balance/retry/retry_budget.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

using std::chrono::seconds;

const TimePoint kStart{std::chrono::hours{5}};

void requests(RetryBudget& budget, int number, TimePoint when) {
  for (int i = 0; i < number; ++i) budget.request(when);
}

// How many retries are allowed until one is refused.
int granted(RetryBudget& budget, TimePoint when) {
  int number = 0;
  while (number < 100'000 && budget.take(when)) ++number;
  return number;
}

TEST(RetryBudget, GrantsAHundredWithoutAnyRequest) {
  RetryBudget budget{20};
  EXPECT_EQ(granted(budget, kStart), 100);
  EXPECT_FALSE(budget.take(kStart));
}

TEST(RetryBudget, AlsoGrantsAShareOfTheRequests) {
  for (const auto& [percent, expected] :
       {std::pair{0U, 100}, {1U, 110}, {20U, 300}, {100U, 1100}}) {
    RetryBudget budget{percent};
    requests(budget, 1000, kStart);
    EXPECT_EQ(granted(budget, kStart), expected) << percent;
  }
}

TEST(RetryBudget, GrantsAgainWhenRequestsCome) {
  RetryBudget budget{20};
  EXPECT_EQ(granted(budget, kStart), 100);
  requests(budget, 4, kStart);
  EXPECT_FALSE(budget.take(kStart));
  requests(budget, 1, kStart);
  EXPECT_TRUE(budget.take(kStart));
  EXPECT_FALSE(budget.take(kStart));
}

TEST(RetryBudget, ForgetsRetriesAfterTenSeconds) {
  RetryBudget budget{20};
  EXPECT_EQ(granted(budget, kStart), 100);
  EXPECT_EQ(granted(budget, kStart + seconds{9}), 0);
  EXPECT_EQ(granted(budget, kStart + seconds{10}), 100);
}

TEST(RetryBudget, ForgetsRequestsAfterTenSeconds) {
  RetryBudget budget{20};
  requests(budget, 1000, kStart);
  requests(budget, 500, kStart + seconds{5});
  EXPECT_EQ(granted(budget, kStart + seconds{10}), 200);
}

TEST(RetryBudget, RecoversGradually) {
  RetryBudget budget{0};
  for (int second = 0; second < 10; ++second) {
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(budget.take(kStart + seconds{second}));
  }
  for (int second = 10; second < 40; ++second) {
    EXPECT_EQ(granted(budget, kStart + seconds{second}), 10) << second;
  }
}

TEST(RetryBudget, ForgetsEverythingAfterAPause) {
  for (const int silence : {10, 11, 19, 20, 21, 100, 1'000'000}) {
    RetryBudget budget{100};
    requests(budget, 50, kStart);
    EXPECT_EQ(granted(budget, kStart), 150);
    EXPECT_EQ(granted(budget, kStart + seconds{silence}), 100) << silence;
  }
}

TEST(RetryBudget, ANewShareAppliesAtOnce) {
  RetryBudget budget{20};
  requests(budget, 1000, kStart);
  EXPECT_EQ(granted(budget, kStart), 300);
  budget.set_percent(30);
  EXPECT_EQ(granted(budget, kStart), 100);
  budget.set_percent(0);
  EXPECT_FALSE(budget.take(kStart));
}

TEST(RetryBudget, NeverGrantsMoreInAnyTenSecondsThanItsShare) {
  RetryBudget budget{20};
  for (int tenth = 0; tenth < 600; ++tenth) {
    const TimePoint now = kStart + std::chrono::milliseconds{100 * tenth};
    requests(budget, 10, now);
    granted(budget, now);
  }
  int last_ten = 0;
  for (int tenth = 600; tenth < 700; ++tenth) {
    const TimePoint now = kStart + std::chrono::milliseconds{100 * tenth};
    requests(budget, 10, now);
    last_ten += granted(budget, now);
  }
  EXPECT_LE(last_ten, 300);
  EXPECT_GE(last_ten, 270);
}

}  // namespace
}  // namespace rrlb
