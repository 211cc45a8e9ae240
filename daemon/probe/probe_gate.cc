#include "daemon/probe/probe_gate.h"

#include <sys/resource.h>

#include <algorithm>

#include "common/base/clock.h"

namespace rrlb {

ProbeGate::ProbeGate(EventLoop& loop, std::size_t most_under_way)
    : most_under_way_{most_under_way}, turn_{loop, [this] { next_turn(); }} {}

void ProbeGate::Pass::ask() {
  if (state_ != State::away) return;
  if (gate_.waiting_.empty() && gate_.has_room()) return gate_.begin(*this);
  state_ = State::waiting;
  place_ = gate_.waiting_.insert(gate_.waiting_.end(), this);
}

void ProbeGate::Pass::give_back() {
  if (state_ == State::waiting) gate_.waiting_.erase(place_);
  if (state_ == State::under_way) {
    --gate_.under_way_;
    if (!gate_.waiting_.empty()) gate_.turn_.start(Milliseconds{0});
  }
  state_ = State::away;
}

void ProbeGate::begin(Pass& pass) {
  pass.state_ = Pass::State::under_way;
  ++under_way_;
  if (begun_++ == 0) turn_.start(Milliseconds{0});
  pass.begin_();
}

// The probe that has waited longest gets the next place that is given back.
void ProbeGate::next_turn() {
  begun_ = 0;
  while (!waiting_.empty() && has_room()) {
    Pass& first = *waiting_.front();
    waiting_.pop_front();
    begin(first);
  }
}

std::size_t most_probes_under_way() {
  constexpr rlim_t kFewest = 16;
  constexpr rlim_t kMost = 4096;
  rlimit descriptors{};
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return kFewest;
  return std::clamp(descriptors.rlim_cur / 4, kFewest, kMost);
}

}  // namespace rrlb
