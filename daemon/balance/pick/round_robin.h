// Picks in the order of a table (pick_table.h): whose turn it is, else whose turn is next.
//
// Plain and weighted round robin are the same pick of different tables. One whose turn it is and
// who is not usable loses that turn; the next turn decides who gets it, so that the others keep
// their proportions. After a few such turns everyone is looked at, one after another.
#pragma once

#include "daemon/balance/pick/candidate.h"
#include "daemon/balance/pick/pick_key.h"
#include "daemon/balance/pick/pick_table.h"

namespace rrlb {

inline constexpr int kTurns = 8;  // before everyone is looked at

// The table is not empty.
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
