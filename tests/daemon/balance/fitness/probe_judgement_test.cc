#include "daemon/balance/fitness/probe_judgement.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

constexpr Milliseconds kTimeout{1'000};

FailedProbe without_answer(Milliseconds own_lag, unsigned repeats_so_far = 0) {
  return {false, kTimeout, own_lag, repeats_so_far};
}

TEST(ProbeJudgement, AFailureCountsWhileTheLoopIsOnTime) {
  EXPECT_TRUE(counts(without_answer(Milliseconds{0})));
  EXPECT_TRUE(counts(without_answer(Milliseconds{250})));
}

TEST(ProbeJudgement, AFailureWhileTheLoopIsLateDoesNotCount) {
  EXPECT_FALSE(counts(without_answer(Milliseconds{251})));
  EXPECT_FALSE(counts(without_answer(Milliseconds{3'800})));
}

TEST(ProbeJudgement, AnAnswerCountsHoweverLateItWasRead) {
  EXPECT_TRUE(counts({true, kTimeout, Milliseconds{3'800}, 0}));
}

TEST(ProbeJudgement, ALoopThatIsAlwaysLateFindsADeadBackendInTheEnd) {
  EXPECT_FALSE(counts(without_answer(Milliseconds{900}, 4)));
  EXPECT_TRUE(counts(without_answer(Milliseconds{900}, 5)));
}

}  // namespace
}  // namespace rrlb
