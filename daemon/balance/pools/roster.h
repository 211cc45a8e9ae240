// The backends that are configured, each with its upstream. A reload that keeps a backend's name and
// URL keeps its upstream, with its counters and its health; another URL under the same name is
// another server, whose counters start from 0.
//
// It also says how much of its weight an upstream gets at a moment: slow start and load feedback.
//
// The control thread's own; workers see it through the topologies made here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/config/config.h"
#include "daemon/balance/pools/topology.h"
#include "daemon/balance/pools/upstream.h"

namespace rrlb {

class Roster {
 public:
  // A keyed hash of a backend's name, as the value of a cookie.
  using TokenOf = std::function<std::string(const std::string& name)>;

  struct Entry {
    BackendConfig config;
    std::shared_ptr<Upstream> upstream;
    Member member;  // its part that no status changes; each topology copies it
  };

  // Takes what is configured. `now` becomes the `since` of new upstreams.
  void apply(const Config& config, Moment now, const TokenOf& token_of = {});

  // The topology of this moment: what is configured, which upstreams are eligible, and for how
  // much.
  std::shared_ptr<const Topology> topology(TimePoint now) const;

  // Whether so few are usable that others are used too, and which; by their positions.
  PanicPlan panic_plan() const;
  std::uint64_t panic_threshold_percent() const { return settings_.health.panic_threshold_percent; }

  // How much of its weight an upstream gets, in percent, and why it is not all: "" or
  // "slow start 40 %, load feedback 75 % (its CPU is at 98 %, the pool's at 74 %)".
  std::uint64_t percent_of(const Upstream& upstream, TimePoint now) const;
  std::string why_not_all(const Upstream& upstream, TimePoint now) const;

  const std::vector<Entry>& entries() const { return entries_; }  // in the file's order
  std::size_t size() const { return entries_.size(); }
  // The backend of that name; nullptr if there is none.
  const Entry* find(const std::string& name) const;

  Mode mode() const { return settings_.balancer.mode; }
  Algorithm algorithm() const { return settings_.balancer.algorithm; }

  std::size_t eligible() const;  // how many
  bool all_probed();

 private:
  Entry entry_for(const BackendConfig& backend, WallTime now) const;
  std::vector<Member> members(const PanicPlan& panic, TimePoint now) const;
  StickyTokens tokens() const;
  PickRules pick_rules(const std::vector<Member>& members) const;

  Config settings_;  // without its backends: those are the entries
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> positions_;  // of the entries, by name
  std::size_t probed_ = 0;  // so many of the first have been probed, if not more
  std::shared_ptr<PickCursor> cursor_ = std::make_shared<PickCursor>();
  mutable std::shared_ptr<const HashRing> ring_;  // of the last topology, if it had one
};

}  // namespace rrlb
