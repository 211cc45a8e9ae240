// Which backend a request goes to, among those that can take it now.
#pragma once

#include <string_view>

#include "common/base/address.h"
#include "daemon/http/message.h"
#include "daemon/relay/attempts.h"
#include "daemon/relay/relay_context.h"

namespace rrlb {

struct Selected {
  const Member* member = nullptr;  // nullptr: none can take it
  bool stuck = false;              // it is the one that the client's cookie names
  bool some_are_full = false;      // of none: a place may become free
};

struct Selector {
  const Topology& topology;
  const RequestHead& head;
  const IpBits& client;
};

// For a relayed request. Backends that were tried are left out, and those that could not be reached
// a moment ago are picked only when there is no other. `has_waited`: a free place is for requests
// that wait for one, not for a request that has only just come.
Selected select_for_relay(RelayContext& context, const Selector& selector, const Attempts& attempts,
                          bool has_waited);

// For a redirect, which takes no place.
Selected select_for_redirect(RelayContext& context, const Selector& selector);

// Whether there is another eligible backend that was not tried.
bool others_are_left(const Topology& topology, const Attempts& attempts, const Member* current);
// Whether any eligible backend has a free place.
bool any_place(const Topology& topology);

}  // namespace rrlb
