#include "daemon/relay/selection.h"

#include <algorithm>

#include "daemon/balance/pick/key_hash.h"
#include "daemon/http/pick_hash.h"
#include "daemon/http/request_cookie.h"
#include "daemon/relay/placement.h"

namespace rrlb {
namespace {

// The backend that the client's cookie names, even if it is not eligible; nullptr if it names none.
const Member* stuck_to(const Selector& selector) {
  const Topology& topology = selector.topology;
  if (topology.sticky.cookie.empty()) return nullptr;
  const std::size_t position =
      topology.tokens.position_of(request_cookie(selector.head, topology.sticky.cookie));
  return position == StickyTokens::kNone ? nullptr : &topology.pool.members()[position];
}

// The key for picking a backend. The request is already counted.
PickKey pick_key(RelayContext& context, const Selector& selector) {
  const Pool& pool = selector.topology.pool;
  PickKey key;
  key.random = mixed(context.random_state++);
  if (pool.needs_hash()) {
    key.hash = pick_hash(selector.topology.hash_on, selector.head, selector.client);
  }
  if (pool.needs_load()) {
    const std::uint64_t load = context.between.load(pool.load_source());
    key.load = load == 0 ? 0 : load - 1;
  }
  return key;
}

template <typename Condition>
bool any_eligible(const Topology& topology, Condition condition) {
  const Pool& pool = topology.pool;
  return std::any_of(pool.eligible().begin(), pool.eligible().end(),
                     [&](std::uint32_t position) { return condition(pool.members()[position]); });
}

}  // namespace

Selected select_for_relay(RelayContext& context, const Selector& selector, const Attempts& attempts,
                          bool has_waited) {
  const bool just_came = !has_waited && attempts.none_failed();
  const auto usable = [&](const Member& member, bool even_if_avoided) {
    if (attempts.tried(member) || !has_place(member)) return false;
    if (member.max_in_flight != 0 && just_came && context.between.any_queued()) return false;
    return even_if_avoided || !context.backends.avoided(selector.topology, member);
  };
  const Member* stuck = stuck_to(selector);
  if (stuck != nullptr && stuck->eligible && usable(*stuck, false)) return {stuck, true};
  PickKey key = pick_key(context, selector);
  if (attempts.count() > 0) key.own_turn = &context.retry_turn;
  for (const bool even_if_avoided : {false, true}) {
    const Member* picked = selector.topology.pool.pick(
        key, [&](const Member& member) { return usable(member, even_if_avoided); });
    if (picked != nullptr) return {picked, picked == stuck};
  }
  return {.some_are_full = others_are_left(selector.topology, attempts, nullptr)};
}

Selected select_for_redirect(RelayContext& context, const Selector& selector) {
  const Member* stuck = stuck_to(selector);
  if (stuck != nullptr && stuck->eligible) return {stuck, true};
  const Member* picked = selector.topology.pool.pick(pick_key(context, selector));
  return {picked, picked != nullptr && picked == stuck};
}

bool others_are_left(const Topology& topology, const Attempts& attempts, const Member* current) {
  return any_eligible(topology, [&](const Member& member) {
    return &member != current && !attempts.tried(member);
  });
}

bool any_place(const Topology& topology) { return any_eligible(topology, has_place); }

}  // namespace rrlb
