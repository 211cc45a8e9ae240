// What one worker keeps of each upstream: connections that wait for work, newest first, and whether
// the upstream has only just refused one.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "common/base/time.h"
#include "daemon/balance/pools/topology.h"

namespace rrlb {

class UpstreamConnection;

class UpstreamLane {
 public:
  explicit UpstreamLane(std::shared_ptr<Upstream> upstream) : upstream_{std::move(upstream)} {}

  Upstream& upstream() const { return *upstream_; }

  // A connection that idles, the one used last: its caches are warm, and the others grow old.
  UpstreamConnection* take_idle();
  void park(UpstreamConnection& connection) { idle_.push_back(&connection); }
  void unpark(UpstreamConnection& connection);
  std::size_t idle() const { return idle_.size(); }
  void close_idle();

  // Open connections, idle or not. A lane lives as long as it has any.
  std::size_t open = 0;
  bool retired = false;  // the topology has it no more: nothing is parked

  // An upstream that could not be reached is not tried again for a moment while others can be: its
  // next probe is up to an interval away, and each try costs a client time.
  void avoid(TimePoint now) { avoid_until_ = now + kAvoid; }
  bool avoided(TimePoint now) const { return now < avoid_until_; }
  void reached() { avoid_until_ = {}; }

 private:
  static constexpr Milliseconds kAvoid{1'000};

  const std::shared_ptr<Upstream> upstream_;
  std::vector<UpstreamConnection*> idle_;
  TimePoint avoid_until_{};
};

class UpstreamLanes {
 public:
  ~UpstreamLanes();

  // Keeps lanes for the upstreams of this topology alone.
  void take_up(const Topology& topology);

  // Closes all connections that idle; whether there were any.
  bool close_idle();

  UpstreamLane& of(const Topology& topology, const Member& member);

 private:
  std::unordered_map<const Upstream*, std::unique_ptr<UpstreamLane>> lanes_;
  std::vector<UpstreamLane*> by_member_;  // of the topology taken up last
  const Topology* current_ = nullptr;
};

}  // namespace rrlb
