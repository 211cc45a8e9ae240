// What the connections of one worker share: the topology, the timeouts' queues, buffers that are
// handed round, counters, and the way to what the balancer answers itself. Used by the worker's
// thread alone, but for the counters, which anyone may read.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "balance/topology.h"
#include "proxy/http1.h"
#include "proxy/timeout_queue.h"
#include "runtime/event_loop.h"
#include "runtime/http_server.h"

namespace rrlb {

class Downstream;

// Written by one worker with plain stores (a locked instruction would buy nothing), read by anyone.
struct alignas(64) WorkerCounters {
  std::atomic<std::uint64_t> requests{0};     // answered with a redirect or a 503
  std::atomic<std::uint64_t> unserved{0};     // of these, the 503s
  std::atomic<std::uint64_t> refused{0};      // malformed, too large, too slow
  std::atomic<std::uint64_t> connections{0};  // accepted
  std::atomic<std::uint64_t> clients{0};      // connected now
  std::atomic<std::uint64_t> in_flight{0};    // answers that are not sent whole yet

  static void add(std::atomic<std::uint64_t>& counter, std::uint64_t more) {
    counter.store(counter.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }
  static void subtract(std::atomic<std::uint64_t>& counter, std::uint64_t less) {
    counter.store(counter.load(std::memory_order_relaxed) - less, std::memory_order_relaxed);
  }
};

// A request for what the balancer answers itself, freed from the connection's buffer.
struct OwnRequest {
  std::string method;
  std::string origin;  // the Origin field, "" if none
};

// Answers it elsewhere, and calls `reply` on the worker's loop, later.
using AskOwn = std::function<void(OwnRequest, std::function<void(const HttpAnswer&)> reply)>;

struct WorkerContext {
  WorkerContext(EventLoop& loop_in, std::shared_ptr<const Topology> topology_in, AskOwn ask_own_in);
  ~WorkerContext();

  EventLoop& loop;
  std::shared_ptr<const Topology> topology;
  AskOwn ask_own;
  WorkerCounters counters;
  bool draining = false;  // answers then end their connections

  // Where a connection waits: for the rest of a head, for the next request (or the client to read,
  // or to finish a body), for the client to hear of the end.
  TimeoutQueue heads;
  TimeoutQueue idle;
  TimeoutQueue lingering;

  // Connections whose request is answered elsewhere, by a number that is never used again.
  std::unordered_map<std::uint64_t, Downstream*> awaiting;
  std::uint64_t next_awaited = 0;

  std::string out;      // answers of one event, before they are sent; keeps its capacity
  std::string scratch;  // for bytes that are read to be thrown away

  // Readers, with their buffers, go round: a connection has one only while a request is coming in.
  std::unique_ptr<RequestReader> take_reader();
  void give_back(std::unique_ptr<RequestReader> reader);

  // Makes `next` the topology of all requests from now on.
  void take_up(std::shared_ptr<const Topology> next);

  // From now on answers end their connections, and a client has but a moment left to finish a head.
  void begin_draining();

  // Coarse (a few ms), and cheap enough for each event.
  static TimePoint now();
  // For the Date field; formatted once a second.
  std::string_view date();

  // Puts a connection into a queue, and sees that somebody looks at the queue in time.
  void wait_in(TimeoutQueue& queue, Waiting& waiting);

 private:
  void expire_due();

  std::vector<std::unique_ptr<RequestReader>> spare_readers_;
  Timer timeouts_;
  TimePoint next_look_ = TimePoint::max();  // when timeouts_ is due
  std::int64_t date_second_ = -1;
  std::string date_;
};

}  // namespace rrlb
