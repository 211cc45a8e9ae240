#include "daemon/net/timeout_queue.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

struct Waiter : Waiting {
  void expired() override {}
};

TimePoint at(int milliseconds) { return TimePoint{Milliseconds{milliseconds}}; }

TEST(TimeoutQueue, TheFirstToJoinIsTheFirstToBeDue) {
  TimeoutQueue queue{Milliseconds{100}};
  Waiter a;
  Waiter b;
  queue.join(a, at(0));
  queue.join(b, at(10));
  EXPECT_EQ(queue.due(at(99)), nullptr);
  EXPECT_EQ(queue.due(at(100)), &a);
  a.leave();
  EXPECT_EQ(queue.due(at(109)), nullptr);
  EXPECT_EQ(queue.due(at(110)), &b);
}

TEST(TimeoutQueue, JoiningAgainRestartsTheWait) {
  TimeoutQueue queue{Milliseconds{100}};
  Waiter a;
  Waiter b;
  queue.join(a, at(0));
  queue.join(b, at(10));
  queue.join(a, at(50));
  EXPECT_EQ(queue.due(at(120)), &b);
  b.leave();
  EXPECT_EQ(queue.until_due(at(120)), Milliseconds{30});
}

TEST(TimeoutQueue, AMemberOfOneQueueLeavesItForAnother) {
  TimeoutQueue one{Milliseconds{100}};
  TimeoutQueue other{Milliseconds{100}};
  Waiter a;
  one.join(a, at(0));
  other.join(a, at(0));
  EXPECT_TRUE(one.empty());
  EXPECT_EQ(a.queue(), &other);
}

TEST(TimeoutQueue, LeavingTheMiddleKeepsTheRest) {
  TimeoutQueue queue{Milliseconds{100}};
  Waiter a;
  {
    Waiter b;
    queue.join(a, at(0));
    queue.join(b, at(1));
  }
  Waiter c;
  queue.join(c, at(2));
  EXPECT_EQ(TimeoutQueue::after(a), &c);
  EXPECT_EQ(TimeoutQueue::after(c), nullptr);
}

TEST(TimeoutQueue, ANewLengthAppliesToThoseThatWait) {
  TimeoutQueue queue{Milliseconds{1000}};
  Waiter a;
  queue.join(a, at(0));
  queue.set_length(Milliseconds{100});
  EXPECT_EQ(queue.due(at(100)), &a);
}

TEST(TimeoutQueue, AnOverdueWaitTakesAMillisecond) {
  TimeoutQueue queue{Milliseconds{100}};
  Waiter a;
  queue.join(a, at(0));
  EXPECT_EQ(queue.until_due(at(500)), Milliseconds{1});
}

}  // namespace
}  // namespace rrlb
