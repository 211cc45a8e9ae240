// Which upstreams there are. A reload that keeps a backend's name and URL keeps its upstream, with
// its counters and its health; another URL under the same name is another server, and begins anew.
//
// It also says how much of its weight an upstream gets at a moment: slow start and load feedback.
//
// The control thread's own; workers see it through the topologies made here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "daemon/balance/pools/topology.h"
#include "daemon/balance/pools/upstream.h"

namespace rrlb {

class Roster {
 public:
  // A keyed hash of a backend's name, as the value of a cookie.
  using TokenOf = std::function<std::string(const std::string& name)>;

  // Makes the configuration so. `now` becomes the `since` of new upstreams.
  void apply(const Config& config, Moment now, TokenOf token_of = {});

  // The topology of this moment: what is configured, who is eligible, and for how much.
  std::shared_ptr<const Topology> topology(TimePoint now) const;

  // Whether so few are usable that others are used too, and who.
  PanicPlan panic_plan() const;

  // How much of its weight an upstream gets, in percent, and why it is not all: "" or
  // "slow start 40 %, load feedback 75 % (its CPU is at 98 %, the pool's at 74 %)".
  std::uint64_t percent_of(const Upstream& upstream, TimePoint now) const;
  std::string why_not_all(const Upstream& upstream, TimePoint now) const;

  const std::vector<std::shared_ptr<Upstream>>& upstreams() const { return upstreams_; }
  const Config& config() const { return config_; }  // backends are in the order of upstreams()

  std::size_t eligible() const;
  bool all_probed() const;

 private:
  std::vector<Member> members(const PanicPlan& panic, TimePoint now) const;
  StickyTokens tokens(const std::vector<Member>& members) const;
  PickRules pick_rules(const std::vector<Member>& members) const;

  Config config_;
  std::vector<std::shared_ptr<Upstream>> upstreams_;
  TokenOf token_of_;
  std::shared_ptr<PickCursor> cursor_ = std::make_shared<PickCursor>();
  mutable std::shared_ptr<const HashRing> ring_;  // of the last topology, if it had one
};

}  // namespace rrlb
