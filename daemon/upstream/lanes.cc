#include "daemon/upstream/lanes.h"

#include <algorithm>

#include "daemon/upstream/h1_connection.h"

namespace rrlb {

UpstreamConnection* UpstreamLane::take_idle() {
  if (idle_.empty()) return nullptr;
  UpstreamConnection* newest = idle_.back();
  idle_.pop_back();
  return newest;
}

void UpstreamLane::unpark(UpstreamConnection& connection) {
  const auto found = std::find(idle_.rbegin(), idle_.rend(), &connection);
  if (found != idle_.rend()) idle_.erase(std::next(found).base());
}

void UpstreamLane::close_idle() {
  while (UpstreamConnection* connection = take_idle()) connection->close();
}

UpstreamLanes::~UpstreamLanes() { close_idle(); }

void UpstreamLanes::take_up(const Topology& topology) {
  current_ = &topology;
  for (auto& [upstream, lane] : lanes_) lane->retired = true;
  by_member_.clear();
  for (const Member& member : topology.pool.members()) {
    std::unique_ptr<UpstreamLane>& lane = lanes_[member.upstream.get()];
    if (!lane) lane = std::make_unique<UpstreamLane>(member.upstream);
    lane->retired = false;
    by_member_.push_back(lane.get());
  }
  for (auto& [upstream, lane] : lanes_) {
    if (lane->retired) lane->close_idle();
  }
  std::erase_if(lanes_,
                [](const auto& one) { return one.second->retired && one.second->open == 0; });
}

bool UpstreamLanes::close_idle() {
  bool any = false;
  for (auto& [upstream, lane] : lanes_) {
    any = any || lane->idle() > 0;
    lane->close_idle();
  }
  return any;
}

UpstreamLane& UpstreamLanes::of(const Topology& topology, const Member& member) {
  if (&topology == current_) {
    return *by_member_[static_cast<std::size_t>(&member - topology.pool.members().data())];
  }
  std::unique_ptr<UpstreamLane>& lane = lanes_[member.upstream.get()];
  if (!lane) {  // of an old topology, which an exchange still goes by
    lane = std::make_unique<UpstreamLane>(member.upstream);
    lane->retired = true;
  }
  return *lane;
}

}  // namespace rrlb
