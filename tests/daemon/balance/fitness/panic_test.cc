#include "daemon/balance/fitness/panic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const PanicFacts kUp{true, Health::healthy, false, true};
const PanicFacts kEjected{true, Health::healthy, true, true};
const PanicFacts kSick{true, Health::unhealthy, false, true};  // reachable, but fails its probes
const PanicFacts kGone{true, Health::unhealthy, false, false};
const PanicFacts kNew{true, Health::unknown, false, false};

PanicFacts unwanted(PanicFacts backend) {
  backend.wanted = false;
  return backend;
}

TEST(Panic, BeginsWhenFewerThanTheThresholdAreUsable) {
  EXPECT_FALSE(plan_for_panic(50, {kUp, kUp, kSick, kSick}).panic);
  EXPECT_TRUE(plan_for_panic(50, {kUp, kSick, kSick, kSick}).panic);
  EXPECT_TRUE(plan_for_panic(50, {kUp, kSick, kEjected}).panic);
  EXPECT_FALSE(plan_for_panic(25, {kUp, kSick, kSick, kSick}).panic);
  EXPECT_TRUE(plan_for_panic(100, {kUp, kUp, kUp, kSick}).panic);
}

TEST(Panic, NeverBeginsWithoutAThreshold) { EXPECT_FALSE(plan_for_panic(0, {kSick, kSick}).panic); }

TEST(Panic, NeverBeginsInAnEmptyPool) {
  EXPECT_FALSE(plan_for_panic(100, {}).panic);
  EXPECT_FALSE(plan_for_panic(100, {unwanted(kUp)}).panic);
}

TEST(Panic, UsesEjectedAndReachableBackends) {
  const PanicPlan plan = plan_for_panic(50, {kUp, kEjected, kSick, kGone});
  EXPECT_THAT(plan.besides, ElementsAre(1, 2));
  EXPECT_EQ(plan.usable, 1U);
  EXPECT_EQ(plan.pool, 4U);
}

TEST(Panic, UsesOnlyEligibleBackendsWithoutAPanic) {
  EXPECT_THAT(plan_for_panic(50, {kUp, kUp, kEjected, kSick}).besides, IsEmpty());
}

TEST(Panic, AnEjectedBackendThatIsDownMustBeReachable) {
  PanicFacts gone = kEjected;
  gone.health = Health::unhealthy;
  gone.connects = false;
  EXPECT_THAT(plan_for_panic(50, {gone, kSick}).besides, ElementsAre(1));
}

TEST(Panic, ABackendThatTheOperatorTookOutStaysOut) {
  const PanicPlan plan =
      plan_for_panic(50, {unwanted(kUp), unwanted(kSick), unwanted(kEjected), kSick});
  EXPECT_TRUE(plan.panic);
  EXPECT_THAT(plan.besides, ElementsAre(3));
}

TEST(Panic, TakingOutMostByHandIsNoPanic) {
  EXPECT_FALSE(plan_for_panic(50, {kUp, unwanted(kUp), unwanted(kUp), unwanted(kUp)}).panic);
}

TEST(Panic, TheFirstBackendThatIsUpIsNoPanic) {
  EXPECT_FALSE(plan_for_panic(50, {kUp, kNew, kNew, kNew}).panic);
  EXPECT_THAT(plan_for_panic(50, {kSick, kNew}).besides, ElementsAre(0));
}

TEST(Panic, IsReportedInOneLine) {
  EXPECT_EQ(describe_panic(plan_for_panic(50, {kUp, kSick, kEjected, kGone}), 50),
            "1 of 4 backends usable, fewer than 50 %: 2 others are used too");
  EXPECT_EQ(describe_panic(plan_for_panic(70, {kUp, kUp, kSick, kGone}), 70),
            "2 of 4 backends usable, fewer than 70 %: 1 other is used too");
  EXPECT_EQ(describe_panic(plan_for_panic(50, {kGone}), 50),
            "0 of 1 backend usable, fewer than 50 %: no other can be");
}

}  // namespace
}  // namespace rrlb
