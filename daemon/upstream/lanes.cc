#include "daemon/upstream/lanes.h"

#include <cerrno>

#include "daemon/net/connect.h"
#include "daemon/upstream/connect_error.h"

namespace rrlb {
Lanes::~Lanes() {
  for (auto& [upstream, lane] : lanes_) lane->end_all();
}

void Lanes::apply(const Topology& topology) {
  current_ = &topology;
  for (auto& [upstream, lane] : lanes_) lane->retired = true;
  by_member_.clear();
  for (const Member& member : topology.pool.members()) {
    std::unique_ptr<Lane>& lane = lanes_[member.upstream.get()];
    if (!lane) lane = std::make_unique<Lane>(member.upstream);
    lane->retired = false;
    by_member_.push_back(lane.get());
  }
  for (auto& [upstream, lane] : lanes_) {
    if (lane->retired) lane->end_idle();
  }
  std::erase_if(lanes_,
                [](const auto& one) { return one.second->retired && one.second->open() == 0; });
}

bool Lanes::end_idle() {
  bool any = false;
  for (auto& [upstream, lane] : lanes_) {
    any = any || lane->idle() > 0;
    lane->end_idle();
  }
  return any;
}

// Finds it by the member's position in the topology, which saves a look-up for each request.
Lane* Lanes::by_place(const Topology& topology, const Member& member) const {
  if (&topology != current_) return nullptr;
  return by_member_[static_cast<std::size_t>(&member - topology.pool.members().data())];
}

Lane& Lanes::of(const Topology& topology, const Member& member) {
  if (Lane* lane = by_place(topology, member)) return *lane;
  std::unique_ptr<Lane>& lane = lanes_[member.upstream.get()];
  if (!lane) {  // the backend is of an old topology that an exchange still uses
    lane = std::make_unique<Lane>(member.upstream);
    lane->retired = true;
  }
  return *lane;
}

bool Lanes::avoided(const Topology& topology, const Member& member) const {
  const TimePoint now = context_.net.clock.now();
  if (const Lane* lane = by_place(topology, member)) return lane->avoided(now);
  const auto found = lanes_.find(member.upstream.get());
  return found != lanes_.end() && found->second->avoided(now);
}

ServerStream* Lanes::take_idle(const Topology& topology, const Member& member) {
  return of(topology, member).take_idle();
}

// If descriptors have run out, it closes idle connections and tries once more.
Backends::Opened Lanes::open(const Topology& topology, const Member& member) {
  Lane& lane = of(topology, member);
  const std::uint16_t port = lane.upstream().url().port;
  Connecting connecting = begin_to_connect(member.ip, port);
  if (!connecting.fd && kind_of_connect_error(connecting.error) == FailureKind::no_descriptors) {
    context_.free_descriptors();
    if (end_idle()) connecting = begin_to_connect(member.ip, port);
  }
  if (connecting.fd) {
    H1ServerConnection& made = lane.add(std::make_unique<H1ServerConnection>(
        context_, lane, std::move(connecting.fd), connecting.connected));
    if (made.watch()) return {.stream = &made};
    made.abort();
    connecting.error = ENOMEM;
  }
  const FailureKind kind = kind_of_connect_error(connecting.error);
  if (kind != FailureKind::no_descriptors) lane.avoid(context_.net.clock.now());
  return {.failure = kind};
}

}  // namespace rrlb
