// Which upstreams there are. A reload that keeps a backend's name and URL keeps its upstream, with
// its counters and its health; another URL under the same name is another server, and begins anew.
//
// The control thread's own; workers see it through the topologies made here.
#pragma once

#include <memory>
#include <vector>

#include "balance/topology.h"
#include "balance/upstream.h"
#include "core/config.h"

namespace rrlb {

class Roster {
 public:
  // Makes the configuration so. `now` becomes the `since` of new upstreams.
  void apply(const Config& config, WallTime now);

  // The topology of this moment: what is configured, and who is eligible.
  std::shared_ptr<const Topology> topology() const;

  const std::vector<std::shared_ptr<Upstream>>& upstreams() const { return upstreams_; }
  const Config& config() const { return config_; }  // backends are in the order of upstreams()

  std::size_t eligible() const;
  bool all_probed() const;

 private:
  PickRules pick_rules(const std::vector<Member>& members) const;

  Config config_;
  std::vector<std::shared_ptr<Upstream>> upstreams_;
  std::shared_ptr<PickCursor> cursor_ = std::make_shared<PickCursor>();
  mutable std::shared_ptr<const HashRing> ring_;  // of the last topology, if it had one
};

}  // namespace rrlb
