// One worker: a thread with its own event loop and its own listening sockets, and all that its
// connections share. Workers write to nothing in common except the counters of the upstreams, the
// cursor of the round robin and BetweenWorkers.
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

  // Ends the thread at once, cutting what is under way. All workers are to be ended before the
  // first of them is destroyed, for they call one another.
  void end();

  // The following may be called from any thread.

  // The topology of all requests that are read from now on.
  void publish(std::shared_ptr<const Topology> topology);

  // Takes those clients that wait to be accepted and no more, ends idle connections, and lets
  // requests finish; counters().clients then falls to 0.
  void drain() {
    take_no_more();
    end_idle();
  }

  // The first half of it: connections that are idle now may send one more request, whose answer
  // then tells their clients not to send another.
  void take_no_more();
  // The second half.
  void end_idle();

  // Whether take_no_more() has taken hold: from then on, everyone who will be served is counted.
  bool draining() const { return draining_.load(std::memory_order_acquire); }

  // Runs a task on the worker's thread.
  void post(EventLoop::Task task) { loop_.post(std::move(task)); }

  // A sign of life: beats() grows after it, if the worker's loop goes round.
  void ask_for_beat();
  std::uint64_t beats() const { return beats_.load(std::memory_order_relaxed); }

  const WorkerCounters& counters() const { return connections_.counters(); }

  // Has exchanges that queue for a place tried again, if there are any.
  void wake_queue();
  // Closes connections to backends that are kept unused.
  void close_unused();

  // To be read by one thread.
  AccessLog& access() { return connections_.access(); }

 private:
  BetweenWorkers& between_;
  EventLoop loop_;
  Connections connections_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::atomic<std::uint64_t> beats_{0};
  std::atomic<bool> draining_{false};
  std::thread thread_;
};

}  // namespace rrlb
