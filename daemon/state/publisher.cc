#include "daemon/state/publisher.h"

#include <algorithm>
#include <utility>

#include "daemon/report/records.h"

namespace rrlb {

Milliseconds pause_after(Clock::duration took, std::size_t backends) {
  constexpr std::size_t kFew = 1'000;
  if (backends < kFew) return Milliseconds{0};
  constexpr int kShare = 10;
  constexpr Milliseconds kLongest{1'000};
  return std::min(std::chrono::floor<Milliseconds>(took * kShare), kLongest);
}

Publisher::Publisher(EventLoop& loop, const Roster& roster, Workers& workers, News& news)
    : roster_{roster}, workers_{workers}, news_{news}, pause_{loop, [this] {
                                                                if (waits_) publish();
                                                              }} {}

void Publisher::publish_soon() {
  if (pause_.pending()) {
    waits_ = true;
  } else {
    publish();
  }
}

void Publisher::publish() {
  if (!workers_.started()) return;
  const TimePoint began = Clock::now();
  const auto topology = roster_.topology(began);
  workers_.publish(topology);
  if (std::exchange(in_panic_, topology->panic.panic) != topology->panic.panic) {
    news_.note(panic_record(topology->panic, roster_.panic_threshold_percent()));
  }
  waits_ = false;
  const Milliseconds pause = pause_after(Clock::now() - began, topology->pool.members().size());
  if (pause > Milliseconds{0}) pause_.start(pause);
}

}  // namespace rrlb
