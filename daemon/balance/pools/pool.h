// The upstreams that requests are spread over, and the pick among those that are eligible.
//
// Immutable but for the cursor: when an upstream becomes eligible or ceases to be, or another
// weight counts, the control thread builds a new pool. Picks come from any thread at any time: they
// take no lock and allocate nothing, and what changes under them (loads, response times, the
// cursor) is atomic. The algorithms are each in a file of their own: round_robin.h,
// least_connections.h, power_of_two.h, consistent_hash.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "daemon/balance/pick/candidate.h"
#include "daemon/balance/pick/consistent_hash.h"
#include "daemon/balance/pick/least_connections.h"
#include "daemon/balance/pick/pick_key.h"
#include "daemon/balance/pick/pick_table.h"
#include "daemon/balance/pick/power_of_two.h"
#include "daemon/balance/pick/round_robin.h"
#include "daemon/balance/pools/upstream.h"

namespace rrlb {

// An upstream as one topology sees it.
struct Member {
  std::shared_ptr<Upstream> upstream;
  std::uint64_t weight = 1;
  std::uint64_t percent = 100;      // of its weight that it gets now
  std::string ip;                   // where it is connected to; "" until a probe has found it
  std::uint64_t max_in_flight = 0;  // 0: no limit
  std::string authority;            // of its url, as a Host field has it
  std::string location;             // what a redirect puts before the path: "http://web1:8080/app"
  bool in_panic = false;            // is used although it is not eligible
  std::string sticky_token{};       // "" where clients are not kept
  std::string set_cookie{};         // what tells a client to stay, likewise
  bool eligible = false;            // in this pool
};

// How to pick.
struct PickRules {
  Algorithm algorithm = Algorithm::round_robin;
  LoadSource load = LoadSource::in_flight;
  // Of a consistent hash alone.
  std::uint64_t hash_balance_factor = 0;   // percent; 0: no bound
  std::shared_ptr<const HashRing> ring{};  // of the members in their order; nullptr: is made
};

// Whose points the members' ring has.
std::vector<RingMember> ring_members(const std::vector<Member>& members);

class Pool {
 public:
  Pool(std::vector<Member> members, PickRules rules, std::shared_ptr<PickCursor> cursor);

  // The best eligible one for which usable(member); nullptr if there is none. `usable` is asked of
  // eligible ones alone, and perhaps more than once.
  template <typename Usable>
  const Member* pick(const PickKey& key, Usable usable) const {
    if (candidates_.empty()) return nullptr;
    const std::uint32_t place = pick_place(
        key, [&](std::uint32_t one) { return usable(members_[candidates_[one].position]); });
    return place == kNobody ? nullptr : &members_[candidates_[place].position];
  }

  // The best eligible one.
  const Member* pick(const PickKey& key = {}) const {
    return pick(key, [](const Member&) { return true; });
  }

  // Whether a pick looks at these of its key.
  bool needs_hash() const { return consistent_hash_.has_value(); }
  bool needs_load() const { return needs_hash() && bounded_; }

  LoadSource load_source() const { return load_; }
  std::shared_ptr<const HashRing> ring() const;  // nullptr but for a consistent hash

  const std::vector<Member>& members() const { return members_; }  // eligible or not
  // Positions among members().
  const std::vector<std::uint32_t>& eligible() const { return eligible_; }

 private:
  template <typename Usable>
  std::uint32_t pick_place(const PickKey& key, Usable usable) const {
    switch (algorithm_) {
      case Algorithm::round_robin:
      case Algorithm::weighted_round_robin:
        break;
      case Algorithm::least_connections:
        return pick_least_loaded(candidates_, load_, table_[cursor_->turn(key) % table_.size()],
                                 usable);
      case Algorithm::power_of_two:
        return pick_of_two(candidates_, table_, load_, key.random, usable);
      case Algorithm::consistent_hash:
        return consistent_hash_->pick(candidates_, key, usable);
    }
    return pick_in_turn(candidates_, table_, *cursor_, key, usable);
  }

  std::vector<Member> members_;
  std::vector<std::uint32_t> eligible_;
  Candidates candidates_;
  PickTable table_;  // of places among the candidates; a consistent hash has none
  std::optional<ConsistentHash> consistent_hash_;
  Algorithm algorithm_;
  LoadSource load_;
  bool bounded_;
  std::shared_ptr<PickCursor> cursor_;
};

}  // namespace rrlb
