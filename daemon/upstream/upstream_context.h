// What the backend connections of one worker share. Used by the worker's thread alone.
#pragma once

#include <functional>
#include <memory>

#include "daemon/balance/pools/topology.h"
#include "daemon/net/net_context.h"

namespace rrlb {

struct UpstreamContext {
  NetContext& net;
  const std::shared_ptr<const Topology>& topology;  // for all requests from now on
  // Descriptors have run out: closes idle connections to backends.
  std::function<void()> free_descriptors;
};

}  // namespace rrlb
