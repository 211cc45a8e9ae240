// The set of workers: none until start(), and from then on always the same ones.
//
// Used by the control thread. The workers call one another through between_workers(); that is why
// all threads are ended before the first worker is destroyed.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "daemon/worker/worker.h"

namespace rrlb {

// The sums of all workers' counters at one moment.
struct WorkerTotals {
  std::uint64_t requests = 0;
  std::uint64_t unserved = 0;
  std::uint64_t refused = 0;
  std::uint64_t connections = 0;
  std::uint64_t clients = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t access_dropped = 0;
};

class Workers {
 public:
  // The listening sockets of the worker of this number.
  using SocketsOf = std::function<std::vector<UniqueFd>(std::size_t worker)>;
  // A worker's AskOwn, with the number of that worker; called on its thread.
  using Ask = std::function<void(std::size_t worker, OwnRequest request,
                                 std::function<void(const HttpAnswer&)> reply)>;

  Workers() = default;
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Throws std::runtime_error or std::system_error without descriptors or threads.
  void start(std::size_t count, const SocketsOf& sockets,
             const std::shared_ptr<const Topology>& topology, const Ask& ask);

  bool started() const { return !workers_.empty(); }
  std::size_t size() const { return workers_.size(); }
  BetweenWorkers& between_workers() { return between_; }

  void publish(const std::shared_ptr<const Topology>& topology);
  void post(std::size_t worker, EventLoop::Task task) { workers_[worker]->post(std::move(task)); }

  // The two halves of draining (worker.h).
  void take_no_more();
  void end_idle();
  // Whether no client is left, nor will come.
  bool drained() const;
  // Ends the threads, cutting what is under way.
  void end();

  // Whether each worker's loop has gone round since ask_for_beats().
  bool all_have_beaten() const;
  void ask_for_beats();

  WorkerTotals totals() const;
  // Calls `read` with each access record that waits, the oldest of each worker first, and with at
  // most so many of each.
  void take_access_records(std::size_t most_of_each,
                           const std::function<void(const AccessRecord&)>& read);

 private:
  // For callers on the workers' threads: each of them, but none before all are there.
  void for_each_when_complete(void (Worker::*action)());

  BetweenWorkers between_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<bool> complete_{false};  // while it is true workers_ does not change
  std::vector<std::uint64_t> beats_;   // of each worker, when it was last asked
};

}  // namespace rrlb
