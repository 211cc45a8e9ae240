#include "dashboard/view/state_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dashboard/view/made_up.h"

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StateChangesTest : public testing::Test {
 protected:
  // "web1: UP -> DOWN: why", with "!" in front if it is worse.
  std::vector<std::string> take(const View& view) {
    std::vector<std::string> lines;
    for (const StateChange& change : changes_.take(view)) {
      lines.push_back((change.worse ? "!" : "") + change.backend + ": " + change.message);
    }
    return lines;
  }

  StateChanges changes_;
};

TEST_F(StateChangesTest, ANewBackendIsAChange) {
  EXPECT_THAT(take(view_of(state_with(one_up_one_down()))),
              ElementsAre("web1: is UP", "!web2: is DOWN: connection refused"));
  EXPECT_THAT(take(view_of(state_with(one_up_one_down()))), IsEmpty());
}

TEST_F(StateChangesTest, AChangeHasItsReason) {
  Snapshot snapshot = one_up_one_down();
  take(view_of(state_with(snapshot)));
  snapshot.backends[0].status = Status::down;
  snapshot.backends[0].last_probe = LastProbe{"", false, "no answer within 1 s"};
  snapshot.backends[1].status = Status::up;
  EXPECT_THAT(take(view_of(state_with(snapshot))),
              ElementsAre("!web1: UP -> DOWN: no answer within 1 s", "web2: DOWN -> UP"));
}

TEST_F(StateChangesTest, StaleFiguresCauseNoChanges) {
  Snapshot snapshot = one_up_one_down();
  take(view_of(state_with(snapshot)));
  snapshot.backends.pop_back();
  snapshot.backends[0].status = Status::down;
  EXPECT_THAT(take(view_of(lost(snapshot))), IsEmpty());
}

TEST_F(StateChangesTest, ARemovedBackendIsReportedOnce) {
  Snapshot snapshot = one_up_one_down();
  take(view_of(state_with(snapshot)));
  snapshot.backends.pop_back();
  EXPECT_THAT(take(view_of(state_with(snapshot))), ElementsAre("web2: no longer configured"));
  EXPECT_THAT(take(view_of(state_with(snapshot))), IsEmpty());
}

}  // namespace
}  // namespace rrlb
