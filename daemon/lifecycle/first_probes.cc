#include "daemon/lifecycle/first_probes.h"

#include <utility>

namespace rrlb {
namespace {

constexpr Milliseconds kPatience{10'000};

}  // namespace

FirstProbes::FirstProbes(EventLoop& loop, Roster& roster, std::function<void()> over)
    : roster_{roster}, over_{std::move(over)}, patience_{loop, [this] { end(); }} {}

void FirstProbes::begin() {
  begun_ = true;
  patience_.start(kPatience);
  check();
}

void FirstProbes::check() {
  if (begun_ && !ended_ && roster_.all_probed()) end();
}

void FirstProbes::end() {
  ended_ = true;
  patience_.cancel();
  over_();
}

}  // namespace rrlb
