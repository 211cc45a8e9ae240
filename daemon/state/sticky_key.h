// The tokens by which cookies name backends: keyed hashes of their names.
#pragma once

#include "daemon/balance/pools/roster.h"

namespace rrlb {

// Reads the key anew. Without stickiness, and when the key cannot be read (which is logged), there
// are no tokens; requests are served all the same.
Roster::TokenOf sticky_tokens(const StickyConfig& config);

}  // namespace rrlb
