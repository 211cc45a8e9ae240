#include "daemon/relay/attempts.h"

#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

bool may_retry(FailureKind kind, Attempts::Facts facts, std::uint64_t most = 2) {
  return Attempts{}.may_retry(failure(kind), facts, most);
}

TEST(Attempts, RetryAnUnsentRequestWhateverItsMethod) {
  EXPECT_TRUE(may_retry(FailureKind::closed_early, {.others_left = true}));
  EXPECT_FALSE(may_retry(FailureKind::closed_early, {.sent = true, .others_left = true}));
  EXPECT_TRUE(may_retry(FailureKind::closed_early,
                        {.sent = true, .idempotent = true, .others_left = true}));
}

TEST(Attempts, RetryNothingIfBodyOrResponseIsPartlyGone) {
  EXPECT_FALSE(
      may_retry(FailureKind::connect_refused, {.response_begun = true, .others_left = true}));
  EXPECT_FALSE(
      may_retry(FailureKind::connect_refused, {.body_is_gone = true, .others_left = true}));
}

TEST(Attempts, RetryNoFailureOfTheClientOrTheBalancer) {
  for (const FailureKind kind : {FailureKind::client_gone, FailureKind::body_too_large,
                                 FailureKind::no_descriptors, FailureKind::queue_timeout}) {
    EXPECT_FALSE(may_retry(kind, {.idempotent = true, .others_left = true}));
  }
}

TEST(Attempts, NeedAnotherBackendUnlessTheConnectionWasStale) {
  EXPECT_FALSE(may_retry(FailureKind::closed_early, {.idempotent = true}));
  EXPECT_TRUE(may_retry(FailureKind::closed_early, {.idempotent = true, .stale = true}, 0));
}

TEST(Attempts, AreBounded) {
  Attempts attempts;
  attempts.note_retry();
  const Attempts::Facts facts{.others_left = true};
  EXPECT_TRUE(attempts.may_retry(failure(FailureKind::connect_refused), facts, 2));
  attempts.note_retry();
  EXPECT_FALSE(attempts.may_retry(failure(FailureKind::connect_refused), facts, 2));
}

TEST(Attempts, RememberTheBackendsThatWereGivenUp) {
  const Member first = made::member("a");
  const Member second = made::member("b");
  Attempts attempts;
  attempts.give_up(first);
  EXPECT_TRUE(attempts.tried(first));
  EXPECT_FALSE(attempts.tried(second));
}

}  // namespace
}  // namespace rrlb
