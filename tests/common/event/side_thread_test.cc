#include "common/event/side_thread.h"

#include <gmock/gmock.h>

#include <future>
#include <optional>

#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

TEST(SideThread, RunsTheJobElsewhereAndItsResultOnTheLoop) {
  TestLoop loop;
  SideThread side{loop, 1};
  std::thread::id worked;
  std::thread::id told;
  ASSERT_TRUE(side.run([&]() -> EventLoop::Task {
    worked = std::this_thread::get_id();
    return [&] { told = std::this_thread::get_id(); };
  }));
  loop.run_until([&] { return told != std::thread::id{}; });
  EXPECT_NE(worked, std::this_thread::get_id());
  EXPECT_EQ(told, std::this_thread::get_id());
}

TEST(SideThread, RunsOneJobAtATime) {
  TestLoop loop;
  SideThread side{loop, 10};
  std::vector<int> done;
  for (int number = 0; number < 5; ++number) {
    side.run([&done, number]() -> EventLoop::Task {
      return [&done, number] { done.push_back(number); };
    });
  }
  loop.run_until([&] { return done.size() == 5; });
  EXPECT_THAT(done, testing::ElementsAre(0, 1, 2, 3, 4));
}

// A job that blocks until it is released.
class Blocker {
 public:
  SideThread::Job job() {
    return [this]() -> EventLoop::Task {
      began_.set_value();
      go_on_.get_future().wait();
      return [this] { ++told; };
    };
  }
  void wait_for_begin() { began_.get_future().wait(); }
  void go_on() { go_on_.set_value(); }

  int told = 0;

 private:
  std::promise<void> began_;
  std::promise<void> go_on_;
};

TEST(SideThread, RefusesJobsWhenTheQueueIsFull) {
  TestLoop loop;
  SideThread side{loop, 2};
  Blocker first;
  int done = 0;
  const auto job = [&]() -> EventLoop::Task { return [&] { ++done; }; };
  side.run(first.job());
  first.wait_for_begin();
  EXPECT_TRUE(side.run(job));
  EXPECT_TRUE(side.run(job));
  EXPECT_FALSE(side.run(job));
  first.go_on();
  loop.run_until([&] { return done == 2; });
  EXPECT_TRUE(side.run(job));
  loop.run_until([&] { return done == 3; });
}

TEST(SideThread, RunsNothingOnTheLoopAfterItsEnd) {
  TestLoop loop;
  Blocker under_way;
  bool began = false;
  auto side = std::make_optional<SideThread>(loop, 10U);
  side->run(under_way.job());
  under_way.wait_for_begin();
  side->run([&]() -> EventLoop::Task {
    began = true;
    return [] {};
  });
  std::thread releaser{[&] { under_way.go_on(); }};
  releaser.join();
  side.reset();
  loop.run_what_is_due();
  EXPECT_EQ(under_way.told, 0);
  (void)began;  // the job may or may not have begun before the end
}

TEST(SideThread, FinishesQueuedJobsAtItsEndIfConfigured) {
  TestLoop loop;
  Blocker under_way;
  int done = 0;
  int told = 0;
  auto side = std::make_optional<SideThread>(loop, 10U, SideThread::AtEnd::finish_queued_jobs);
  side->run(under_way.job());
  under_way.wait_for_begin();
  for (int i = 0; i < 3; ++i) {
    side->run([&]() -> EventLoop::Task {
      ++done;
      return [&] { ++told; };
    });
  }
  std::thread releaser{[&] { under_way.go_on(); }};
  side.reset();
  releaser.join();
  loop.run_what_is_due();
  EXPECT_EQ(done, 3);
  EXPECT_EQ(told, 0);
}

}  // namespace
}  // namespace rrlb
