#include "common/event/loop_lag.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

const TimePoint kStart{std::chrono::hours{5}};

TimePoint at(int ms) { return kStart + Milliseconds{ms}; }

TEST(LagHistory, OfALoopThatIsInTimeIsZero) {
  LagHistory history;
  for (int turn = 1; turn <= 10; ++turn) history.add(at(100 * turn), at(100 * turn));
  EXPECT_EQ(history.between(at(0), at(1'050), at(1'100)), Milliseconds{0});
}

TEST(LagHistory, SumsUpAllLatenessSinceTheStart) {
  LagHistory history;
  history.add(at(100), at(130));
  history.add(at(230), at(630));
  history.add(at(730), at(735));
  EXPECT_EQ(history.between(at(0), at(800), at(835)), Milliseconds{435});
  EXPECT_EQ(history.between(at(150), at(800), at(835)), Milliseconds{405});
}

TEST(LagHistory, CountsOfALatenessOnlyWhatLiesBehindTheStart) {
  LagHistory history;
  history.add(at(100), at(4'000));
  EXPECT_EQ(history.between(at(3'500), at(4'050), at(4'100)), Milliseconds{500});
  EXPECT_EQ(history.between(at(4'000), at(4'050), at(4'100)), Milliseconds{0});
}

TEST(LagHistory, CountsTheTurnThatIsOverdue) {
  const LagHistory history;
  EXPECT_EQ(history.between(at(0), at(700), at(100)), Milliseconds{600});
}

TEST(LagHistory, ReachesBack256Turns) {
  LagHistory history;
  for (int turn = 1; turn <= 1'000; ++turn) history.add(at(100 * turn), at(100 * turn + 1));
  EXPECT_EQ(history.between(at(0), at(100'050), at(100'101)), Milliseconds{256});
}

TEST(LoopLag, IsTheTimeInWhichTheLoopHadNoTurn) {
  EventLoop loop;
  std::chrono::microseconds measured{0};
  LoopLag lag{loop, [&](std::chrono::microseconds late) {
                measured = late;
                loop.stop();
              }};
  const TimePoint start = Clock::now();
  loop.post([&] {
    while (Clock::now() < start + Milliseconds{300}) {
    }
    EXPECT_GE(lag.since(start), Milliseconds{150});
  });
  loop.run();
  EXPECT_GE(measured, Milliseconds{150});
  EXPECT_GE(lag.since(start), Milliseconds{150});
}

}  // namespace
}  // namespace rrlb
