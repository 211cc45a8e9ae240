// Everything a worker needs to know to answer requests: an immutable value that the control thread
// builds and publishes again whenever something changes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/config/config.h"
#include "daemon/balance/fitness/panic.h"
#include "daemon/balance/pick/sticky.h"
#include "daemon/balance/pools/pool.h"

namespace rrlb {

// How the clients of one listening socket are served. The socket carries the number of its traits, so
// that a reload can change them without opening it again.
struct ListenerTraits {
  std::string_view scheme = "http";  // what clients speak: told to backends
};

struct Topology {
  Pool pool;
  ProxyConfig limits{};
  Mode mode = Mode::redirect;
  bool access_records = false;
  std::uint64_t max_clients = 0;          // at once; 0: as many as the descriptors allow
  std::string stats_path{};               // "" for none
  unsigned retry_after_seconds = 1;       // when no upstream is eligible
  std::uint64_t failures_that_eject = 0;  // in a row; 0: none
  PanicPlan panic{};
  StickyConfig sticky{};
  StickyTokens tokens{};  // of the pool's members
  HashOn hash_on{};       // when the pool needs a hash
  std::vector<ListenerTraits> listeners{1};

  // Those of the first where a reload has removed the listener of that number.
  const ListenerTraits& listener(std::size_t number) const {
    return listeners[number < listeners.size() ? number : 0];
  }
};

}  // namespace rrlb
