// Picks the backend whose turn it is in a table (pick_table.h), or the next usable one.
//
// Plain and weighted round robin differ only in the table. A backend that is not usable loses its
// turn, and the next turn decides which backend gets the request, so that the others keep their
// proportions. After a few such turns the candidates are searched one after the other.
#pragma once

#include "daemon/balance/pick/candidate.h"
#include "daemon/balance/pick/pick_key.h"
#include "daemon/balance/pick/pick_table.h"

namespace rrlb {

inline constexpr int kTurns = 8;  // before the candidates are searched

// The table must not be empty.
template <typename Usable>
std::uint32_t pick_in_turn(const Candidates& candidates, const PickTable& table, PickCursor& cursor,
                           const PickKey& key, Usable usable) {
  std::uint32_t place = 0;
  for (int i = 0; i < kTurns; ++i) {
    place = table[cursor.turn(key) % table.size()];
    if (usable(place)) return place;
  }
  return first_usable(candidates, place, usable);
}

}  // namespace rrlb
