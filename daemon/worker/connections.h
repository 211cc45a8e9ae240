// All connections of one worker, to clients and to backends, and what they share. A worker is this
// plus a thread with listening sockets. Used by the worker's thread alone, except where noted.
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
  ~Connections();

  // Sets the topology of all requests that are read from now on.
  void apply(std::shared_ptr<const Topology> next);

  // From now on responses close their connections, and a client has only a moment to finish a head.
  void begin_draining();
  bool draining() const { return net_.draining; }
  // Closes idle connections of clients.
  void end_idle_clients();
  // Closes all connections of clients at once.
  void cut_clients();

  // Closes idle connections to backends.
  void end_idle_backends();

  // Tries the exchanges that wait for a place again.
  void retry_queue();
  bool any_queued() const { return exchanges_.any_queued(); }  // from any thread

  const WorkerCounters& counters() const { return relay_.counters; }  // from any thread
  AccessLog& access() { return relay_.access; }                       // for one reading thread

  // Admission
  Limits limits() const override;
  std::uint64_t clients() const override;
  void free_descriptors() override;
  void admit(UniqueFd fd, const IpBits& client, std::uint32_t listener) override;

 private:
  void set_lengths();

  AfterCallback after_event_;
  Timer later_;
  Timer timeouts_;
  NetContext net_;
  std::shared_ptr<const Topology> topology_;
  Lanes lanes_;
  RelayContext relay_;
  Exchanges exchanges_;
  DownstreamContext downstream_;
};

}  // namespace rrlb
