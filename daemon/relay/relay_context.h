// What the exchanges of one worker share. Used by the worker's thread alone, except the counters,
// which any thread may read.
#pragma once

#include <cstdint>
#include <memory>

#include "daemon/balance/pools/topology.h"
#include "daemon/balance/retry/retry_budget.h"
#include "daemon/counts/access_log.h"
#include "daemon/counts/between_workers.h"
#include "daemon/counts/worker_counters.h"
#include "daemon/net/net_context.h"
#include "daemon/relay/backends.h"

namespace rrlb {

struct RelayContext {
  NetContext& net;
  BetweenWorkers& between;
  Backends& backends;
  const std::shared_ptr<const Topology>& topology;  // for all requests from now on
  std::uint64_t random_state;                       // for picks; workers must not share a seed
  WorkerCounters counters{};
  AccessLog access{};
  RetryBudget retry_budget{0};
  std::uint64_t retry_turn = 0;  // retries have their own turns, so that round robin stays exact
};

}  // namespace rrlb
