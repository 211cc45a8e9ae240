// What the connections of one worker share: the topology, the timeouts' queues, buffers that are
// handed round, counters, and the way to what the balancer answers itself. Used by the worker's
// thread alone, but for the counters, which anyone may read.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/endpoint/http_server.h"
#include "common/event/event_loop.h"
#include "daemon/balance/pools/topology.h"
#include "daemon/balance/retry/retry_budget.h"
#include "daemon/counts/access_log.h"
#include "daemon/counts/between_workers.h"
#include "daemon/counts/worker_counters.h"
#include "daemon/http/h1/request_reader.h"
#include "daemon/net/timeout_queue.h"
#include "daemon/upstream/lanes.h"

namespace rrlb {

class Downstream;
class Exchange;

// A request for what the balancer answers itself, freed from the connection's buffer.
struct OwnRequest {
  std::string method;
  std::string origin;  // the Origin field, "" if none
};

// Answers it elsewhere, and calls `reply` on the worker's loop, later.
using AskOwn = std::function<void(OwnRequest, std::function<void(const HttpAnswer&)> reply)>;

struct WorkerContext {
  WorkerContext(EventLoop& loop_in, SharedByWorkers& shared_in,
                std::shared_ptr<const Topology> topology_in, AskOwn ask_own_in);
  ~WorkerContext();

  EventLoop& loop;
  SharedByWorkers& shared;
  std::shared_ptr<const Topology> topology;
  AskOwn ask_own;
  WorkerCounters counters;
  bool draining = false;  // answers then end their connections

  // Where a client's connection waits: for the rest of a head, for the next request (or the client
  // to read, or to finish a body), for the client to hear of the end.
  TimeoutQueue heads;
  TimeoutQueue idle;
  TimeoutQueue lingering;
  // Where a backend's waits: to come about, for the backend to say or take something, for work.
  TimeoutQueue connecting;
  TimeoutQueue responses;
  TimeoutQueue upstream_idle;
  // Where an exchange waits: for a place at a backend; for either side of a tunnel.
  TimeoutQueue queueing;
  TimeoutQueue tunnels;

  UpstreamLanes lanes;
  AccessLog access;
  RetryBudget retry_budget;
  std::uint64_t retry_turn = 0;
  std::uint64_t random_state;  // of pick_key()

  Downstream* first_client = nullptr;  // of all, linked by themselves

  // Connections whose request is answered elsewhere, by a number that is never used again.
  std::unordered_map<std::uint64_t, Downstream*> awaiting;
  std::uint64_t next_awaited = 0;

  // What a request brings to the pick of its backend, without turns of its own. It is one of the
  // requests counted already.
  // The one that the client's cookie names, eligible or not; nullptr if it names none.
  const Member* stuck_to(const Topology& of, const RequestHead& head) const;
  PickKey pick_key(const Topology& of, const RequestHead& head, const IpBits& client);

  // Buffers of one event, empty between events; they keep their capacity.
  std::string out;           // for a client
  std::string upstream_out;  // for a backend
  std::string scratch;       // for what is received, and passed on or thrown away at once
  std::string ip_text;       // the client's whose request is sent on

  // Readers, with their buffers, go round: a connection has one only while a request is coming in.
  std::unique_ptr<RequestReader> take_reader();
  void give_back(std::unique_ptr<RequestReader> reader);

  // Exchanges go round, too.
  std::unique_ptr<Exchange> take_exchange();
  void give_back(std::unique_ptr<Exchange> exchange);

  // Exchanges that queue for a place at a backend are tried again, the first one first.
  void retry_queue();
  bool queue_is_full() const { return queued_.load(std::memory_order_relaxed) >= kMostQueued; }
  void joined_queue() { count_queued(1); }
  void left_queue() { count_queued(static_cast<std::uint64_t>(-1)); }
  bool anyone_queues() const { return queued_.load(std::memory_order_relaxed) > 0; }  // any thread

  // Makes `next` the topology of all requests from now on.
  void take_up(std::shared_ptr<const Topology> next);

  // From now on answers end their connections, and a client has but a moment left to finish a head.
  void begin_draining();
  // Ends all that is under way.
  void cut_clients();

  // Coarse (a few ms), and cheap enough for each event.
  static TimePoint now();
  // For the Date field; formatted once a second.
  std::string_view date();

  // Puts a connection into a queue, and sees that somebody looks at the queue in time.
  void wait_in(TimeoutQueue& queue, Waiting& waiting);

 private:
  static constexpr std::size_t kMostQueued = 1024;

  void count_queued(std::uint64_t more) {
    queued_.fetch_add(more, std::memory_order_relaxed);
    shared.queued.fetch_add(more, std::memory_order_relaxed);
  }
  std::array<TimeoutQueue*, 8> queues();
  void set_lengths();
  void expire_due();

  std::vector<std::unique_ptr<RequestReader>> spare_readers_;
  std::vector<std::unique_ptr<Exchange>> spare_exchanges_;
  std::atomic<std::uint64_t> queued_{0};
  Timer timeouts_;
  TimePoint next_look_ = TimePoint::max();  // when timeouts_ is due
  std::int64_t date_second_ = -1;
  std::string date_;
};

}  // namespace rrlb
