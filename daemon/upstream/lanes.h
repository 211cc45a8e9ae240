// The lanes of one worker, from which its exchanges get connections to backends.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "daemon/relay/backends.h"
#include "daemon/upstream/lane.h"
#include "daemon/upstream/upstream_context.h"

namespace rrlb {

class Lanes final : public Backends {
 public:
  explicit Lanes(UpstreamContext context) : context_{std::move(context)} {}
  ~Lanes();

  // Keeps lanes only for the upstreams of this topology.
  void apply(const Topology& topology);

  // Closes all idle connections; returns whether there were any.
  bool end_idle();

  ServerStream* take_idle(const Topology& topology, const Member& member) override;
  Opened open(const Topology& topology, const Member& member) override;
  bool avoided(const Topology& topology, const Member& member) const override;

 private:
  Lane& of(const Topology& topology, const Member& member);
  Lane* by_place(const Topology& topology, const Member& member) const;

  UpstreamContext context_;
  std::unordered_map<const Upstream*, std::unique_ptr<Lane>> lanes_;
  std::vector<Lane*> by_member_;  // of the current topology, at the positions of its members
  const Topology* current_ = nullptr;
};

}  // namespace rrlb
