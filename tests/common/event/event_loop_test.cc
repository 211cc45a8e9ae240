#include "common/event/event_loop.h"

#include <gmock/gmock.h>

#include <csignal>
#include <thread>

#include "common/event/signals.h"
#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

using testing::ElementsAre;

TEST(EventLoop, TasksOfAnotherThreadRunInTheirOrder) {
  TestLoop loop;
  std::vector<int> ran;
  const auto loop_thread = std::this_thread::get_id();
  std::thread other{[&] {
    for (int i = 0; i < 1000; ++i) {
      loop.post([&ran, i, loop_thread] {
        EXPECT_EQ(std::this_thread::get_id(), loop_thread);
        ran.push_back(i);
      });
    }
  }};
  loop.run_until([&ran] { return ran.size() == 1000; });
  other.join();
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
}

TEST(EventLoop, TaskPostedByATaskRunsInALaterTurn) {
  TestLoop loop;
  std::vector<std::string> ran;
  loop.post([&] {
    loop.post([&ran] { ran.emplace_back("inner"); });
    ran.emplace_back("outer");
  });
  loop.run_until([&ran] { return ran.size() == 2; });
  EXPECT_THAT(ran, ElementsAre("outer", "inner"));
}

TEST(EventLoop, StopEndsAnIdleLoop) {
  EventLoop loop;
  std::thread other{[&loop] { loop.post([&loop] { loop.stop(); }); }};
  loop.run();
  other.join();
}

TEST(EventLoop, TasksThatNeverRanAreDestroyedWithTheLoop) {
  auto held = std::make_shared<int>(1);
  {
    EventLoop loop;
    loop.post([held] { FAIL(); });
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

TEST(Timer, CallsOnceAndMayBeStartedFromItsAction) {
  TestLoop loop;
  int calls = 0;
  Timer* self = nullptr;
  Timer timer{loop, [&] {
                if (++calls < 3) self->start(Milliseconds{0});
              }};
  self = &timer;
  timer.start(Milliseconds{0});
  EXPECT_TRUE(timer.pending());
  loop.run_until([&calls] { return calls == 3; });
  EXPECT_FALSE(timer.pending());
}

TEST(Timer, RestartMovesTheCall) {
  TestLoop loop;
  std::vector<std::string> ran;
  Timer first{loop, [&ran] { ran.emplace_back("first"); }};
  Timer second{loop, [&ran] { ran.emplace_back("second"); }};
  first.start(Milliseconds{1});
  second.start(Milliseconds{2});
  first.start(Milliseconds{20});
  loop.run_until([&ran] { return ran.size() == 2; });
  EXPECT_THAT(ran, ElementsAre("second", "first"));
}

TEST(Timer, NeverCallsAfterBeingCancelled) {
  TestLoop loop;
  bool later = false;
  Timer cancelled{loop, [] { FAIL(); }};
  Timer end{loop, [&later] { later = true; }};
  cancelled.start(Milliseconds{1});
  end.start(Milliseconds{5});
  cancelled.cancel();
  EXPECT_FALSE(cancelled.pending());
  loop.run_until([&later] { return later; });
}

TEST(Timer, MayBeDestroyedInItsOwnAction) {
  TestLoop loop;
  bool done = false;
  std::string captured(100, 'x');  // owned by the action: must live until it returns
  std::unique_ptr<Timer> timer;
  timer = std::make_unique<Timer>(loop, [&timer, &done, captured] {
    timer.reset();
    done = captured == std::string(100, 'x');
  });
  timer->start(Milliseconds{0});
  loop.run_until([&timer] { return timer == nullptr; });
  EXPECT_TRUE(done);
}

TEST(Timer, NegativeDelayMeansNoDelay) {
  TestLoop loop;
  bool called = false;
  Timer timer{loop, [&called] { called = true; }};
  timer.start(Milliseconds{-5});
  EXPECT_TRUE(loop.run_until([&called] { return called; }));
}

TEST(SignalWatch, DeliversEachSignalOnTheLoop) {
  TestLoop loop;
  int signals = 0;
  const SignalWatch watch{loop, SIGUSR1, [&signals] { ++signals; }};
  ::raise(SIGUSR1);
  loop.run_until([&signals] { return signals == 1; });
  ::raise(SIGUSR1);
  EXPECT_TRUE(loop.run_until([&signals] { return signals == 2; }));
}

}  // namespace
}  // namespace rrlb
