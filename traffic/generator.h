// Keeps `concurrency` requests in flight until all rounds are done.
//
// A round ends when its last request has ended; the next round begins `delay` later.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "common/endpoint/resolver.h"
#include "common/event/event_loop.h"
#include "traffic/options.h"
#include "traffic/request.h"
#include "traffic/tally.h"

namespace rrlb {

class Generator {
 public:
  // `number` counts the requests from 1 in the order of sending.
  using OnOutcome = std::function<void(std::uint64_t number, const Outcome&)>;

  Generator(EventLoop& loop, Resolver& resolver, const TrafficOptions& options,
            OnOutcome on_outcome, std::function<void()> on_end);

  void start() { begin_round(); }

  std::uint64_t round() const { return round_; }  // the current or last round, from 1

 private:
  void begin_round();
  void send(std::size_t slot);
  void take(std::size_t slot, std::uint64_t number, const Outcome& outcome);

  EventLoop& loop_;
  Resolver& resolver_;
  const TrafficOptions& options_;
  OnOutcome on_outcome_;
  std::function<void()> on_end_;
  std::vector<std::unique_ptr<Request>> slots_;
  std::uint64_t round_ = 0;
  std::uint64_t sent_ = 0;      // in this round
  std::uint64_t finished_ = 0;  // in this round
  Timer next_round_;
};

}  // namespace rrlb
