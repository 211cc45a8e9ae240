#include "traffic/generator.h"

#include <algorithm>
#include <utility>

namespace rrlb {

Generator::Generator(EventLoop& loop, Resolver& resolver, const TrafficOptions& options,
                     OnOutcome on_outcome, std::function<void()> on_end)
    : loop_{loop},
      resolver_{resolver},
      options_{options},
      on_outcome_{std::move(on_outcome)},
      on_end_{std::move(on_end)},
      slots_(std::min(options.concurrency, options.requests)),
      next_round_{loop, [this] { begin_round(); }} {}

void Generator::begin_round() {
  ++round_;
  sent_ = finished_ = 0;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) send(slot);
}

void Generator::send(std::size_t slot) {
  const std::uint64_t number = (round_ - 1) * options_.requests + ++sent_;
  slots_[slot] = std::make_unique<Request>(
      loop_, resolver_, options_.target, options_.timeout,
      [this, slot, number](const Outcome& outcome) { take(slot, number, outcome); });
}

void Generator::take(std::size_t slot, std::uint64_t number, const Outcome& outcome) {
  slots_[slot].reset();
  ++finished_;
  on_outcome_(number, outcome);
  if (sent_ < options_.requests) {
    send(slot);
  } else if (finished_ == options_.requests) {
    if (round_ == options_.rounds) return on_end_();
    next_round_.start(options_.delay);
  }
}

}  // namespace rrlb
