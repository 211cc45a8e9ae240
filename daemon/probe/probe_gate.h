// Lets probes begin, so that neither descriptors nor the loop's time run out, however many are due
// at once: at most so many are under way, and at most 64 begin in one turn of the loop, since each
// opens a socket. The others wait in the order in which they came.
#pragma once

#include <cstddef>
#include <functional>
#include <list>

#include "common/event/event_loop.h"

namespace rrlb {

class ProbeGate {
 public:
  static constexpr std::size_t kMostInATurn = 64;

  ProbeGate(EventLoop& loop, std::size_t most_under_way);

  // One backend's way through the gate. Destroying it gives its place back.
  class Pass {
   public:
    // `begin` begins the probe; called from within ask(), or later on the loop.
    Pass(ProbeGate& gate, std::function<void()> begin) : gate_{gate}, begin_{std::move(begin)} {}
    ~Pass() { give_back(); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    // Has `begin` called when there is room. Asking again while it waits or holds a place changes
    // nothing.
    void ask();
    // The probe has ended, or is not wanted any more.
    void give_back();

   private:
    friend class ProbeGate;
    enum class State { away, waiting, under_way };

    ProbeGate& gate_;
    const std::function<void()> begin_;
    State state_ = State::away;
    std::list<Pass*>::iterator place_;  // while it waits
  };

  std::size_t under_way() const { return under_way_; }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  bool has_room() const { return under_way_ < most_under_way_ && begun_ < kMostInATurn; }
  void begin(Pass& pass);
  void next_turn();

  const std::size_t most_under_way_;
  std::size_t under_way_ = 0;
  std::size_t begun_ = 0;  // in this turn
  std::list<Pass*> waiting_;
  Timer turn_;
};

// Of the descriptors that this process may have, a quarter; clients and backends need the others.
std::size_t most_probes_under_way();

}  // namespace rrlb
