// All connections of one worker, to clients and to backends, and what they share. A worker is this
// and a thread with listening sockets. Used by the worker's thread alone, except where it says so.
#pragma once

#include <memory>

#include "common/event/after_callback.h"
#include "common/event/event_loop.h"
#include "daemon/downstream/downstream_context.h"
#include "daemon/net/listener.h"
#include "daemon/upstream/lanes.h"

namespace rrlb {

class Connections final : public Admission {
 public:
  Connections(EventLoop& loop, BetweenWorkers& between, std::shared_ptr<const Topology> topology,
              AskOwn ask_own);

  // The topology of all requests that are read from now on.
  void take_up(std::shared_ptr<const Topology> next);

  // Responses end their connections from now on, and a client has but a moment to finish a head.
  void begin_draining();
  bool draining() const { return net_.draining; }
  // Ends connections of clients that idle.
  void end_idle_clients();
  // Ends all connections of clients at once.
  void cut_clients();

  // Closes connections to backends that are kept unused.
  void end_idle_backends();

  // Tries the exchanges that queue for a place again.
  void retry_queue();
  bool anyone_queues() const { return exchanges_.anyone_queues(); }  // from any thread

  const WorkerCounters& counters() const { return relay_.counters; }  // from any thread
  AccessLog& access() { return relay_.access; }                       // to be read by one thread

  // Admission
  Limits limits() const override;
  std::uint64_t clients() const override;
  void free_descriptors() override;
  void admit(UniqueFd fd, const IpBits& client, std::uint32_t listener) override;

 private:
  void set_lengths();

  AfterCallback after_event_;
  Timer timeouts_;
  NetContext net_;
  std::shared_ptr<const Topology> topology_;
  Lanes lanes_;
  RelayContext relay_;
  Exchanges exchanges_;
  DownstreamContext downstream_;
};

}  // namespace rrlb
