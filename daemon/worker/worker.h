// One worker: a thread with its own event loop and listening sockets, and everything that its
// connections share. Workers share no writable data except the counters of the upstreams, the
// cursor of the round robin, and BetweenWorkers.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "common/event/event_loop.h"
#include "daemon/net/listener.h"
#include "daemon/worker/connections.h"

namespace rrlb {

class Worker {
 public:
  // `ask_own` is called on the worker's thread.
  Worker(BetweenWorkers& between, std::vector<UniqueFd> listening_sockets,
         std::shared_ptr<const Topology> topology, AskOwn ask_own);
  ~Worker();

  // Ends the thread at once and cuts its connections. All workers must be ended before the first
  // one is destroyed, because they call one another.
  void end();

  // The following may be called from any thread.

  // Sets the topology of all requests that are read from now on.
  void publish(std::shared_ptr<const Topology> topology);

  // Accepts the clients that already wait and no more, closes idle connections, and lets requests
  // finish; counters().clients then falls to 0.
  void drain() {
    take_no_more();
    end_idle();
  }

  // The first half of drain(): idle connections may send one more request, and its response tells
  // the client that the connection closes.
  void take_no_more();
  // The second half of drain().
  void end_idle();

  // Whether take_no_more() has taken effect: from then on, all clients that will be served are
  // counted.
  bool draining() const { return draining_.load(std::memory_order_acquire); }

  // Runs a task on the worker's thread.
  void post(EventLoop::Task task) { loop_.post(std::move(task)); }

  // Checks that the loop responds: if it does, beats() grows.
  void ask_for_beat();
  std::uint64_t beats() const { return beats_.load(std::memory_order_relaxed); }

  const WorkerCounters& counters() const { return connections_.counters(); }

  // Tries the exchanges that wait for a place again, if there are any.
  void wake_queue();
  // Closes idle connections to backends.
  void close_unused();

  // For one reading thread.
  AccessLog& access() { return connections_.access(); }

 private:
  EventLoop loop_;
  Connections connections_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::atomic<std::uint64_t> beats_{0};
  std::atomic<bool> draining_{false};
  std::thread thread_;
};

}  // namespace rrlb
