// Selects the backend of a request, among those that can take it now.
#pragma once

#include <string_view>

#include "common/base/ip.h"
#include "daemon/http/message.h"
#include "daemon/relay/attempts.h"
#include "daemon/relay/relay_context.h"

namespace rrlb {

struct Selected {
  const Member* member = nullptr;  // nullptr if none can take it
  bool stuck = false;              // the client's cookie names it
  bool some_are_full = false;      // no member was selected, but a place may become free
};

struct Selector {
  const Topology& topology;
  const RequestHead& head;
  const IpBits& client;
};

// For a relayed request. Backends that were tried are left out, and those that could not be reached
// a moment ago are picked only if there is no other. `has_waited`: free places are reserved for
// requests that have waited, so a new request does not get one while others wait.
Selected select_for_relay(RelayContext& context, const Selector& selector, const Attempts& attempts,
                          bool has_waited);

// For a redirect, which takes no place at a backend.
Selected select_for_redirect(RelayContext& context, const Selector& selector);

// Whether another backend is eligible and was not tried.
bool others_are_left(const Topology& topology, const Attempts& attempts, const Member* current);
// Whether any eligible backend has a free place.
bool any_place(const Topology& topology);

}  // namespace rrlb
