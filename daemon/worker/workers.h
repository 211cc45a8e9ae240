// The set of workers: empty until start(), and unchanged from then on.
//
// Used by the control thread. The workers call one another through between_workers(); therefore all
// threads are ended before the first worker is destroyed.
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
  // The listening sockets of the worker with this number.
  using SocketsOf = std::function<std::vector<UniqueFd>(std::size_t worker)>;
  // The AskOwn of the worker with this number; called on that worker's thread.
  using Ask = std::function<void(std::size_t worker, OwnRequest request,
                                 std::function<void(const HttpAnswer&)> reply)>;

  Workers() = default;
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Throws std::runtime_error or std::system_error if descriptors or threads run out.
  void start(std::size_t count, const SocketsOf& sockets,
             const std::shared_ptr<const Topology>& topology, const Ask& ask);

  bool started() const { return !workers_.empty(); }
  std::size_t size() const { return workers_.size(); }
  BetweenWorkers& between_workers() { return between_; }

  void publish(const std::shared_ptr<const Topology>& topology);
  void post(std::size_t worker, EventLoop::Task task) { workers_[worker]->post(std::move(task)); }

  // The two halves of draining (see worker.h).
  void take_no_more();
  void end_idle();
  // Whether no client is connected, and none will be accepted.
  bool drained() const;
  // Ends the threads and cuts their connections.
  void end();

  // Whether each worker's loop has responded since ask_for_beats().
  bool all_have_beaten() const;
  void ask_for_beats();

  WorkerTotals totals() const;
  // Calls `read` with the waiting access records, the oldest of each worker first, and at most
  // `most_of_each` of each worker.
  void take_access_records(std::size_t most_of_each,
                           const std::function<void(const AccessRecord&)>& read);

 private:
  // Calls `action` on each worker, from a worker's thread. Does nothing before all workers exist.
  void for_each_when_complete(void (Worker::*action)());

  BetweenWorkers between_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<bool> complete_{false};  // while it is true workers_ does not change
  std::vector<std::uint64_t> beats_;   // of each worker, when it was last asked
};

}  // namespace rrlb
