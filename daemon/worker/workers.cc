#include "daemon/worker/workers.h"

#include <algorithm>

namespace rrlb {

Workers::~Workers() {
  end();
  complete_.store(false, std::memory_order_release);  // no request takes the places freed now
}

void Workers::start(std::size_t count, const SocketsOf& sockets,
                    const std::shared_ptr<const Topology>& topology, const Ask& ask) {
  between_.wake_queues = [this] { for_each_when_complete(&Worker::wake_queue); };
  between_.close_unused = [this] { for_each_when_complete(&Worker::close_unused); };
  for (std::size_t i = 0; i < count; ++i) {
    const AskOwn ask_own = [ask, i](OwnRequest request,
                                    std::function<void(const HttpAnswer&)> reply) {
      ask(i, std::move(request), std::move(reply));
    };
    workers_.push_back(std::make_unique<Worker>(between_, sockets(i), topology, ask_own));
  }
  complete_.store(true, std::memory_order_release);
}

void Workers::for_each_when_complete(void (Worker::*action)()) {
  if (!complete_.load(std::memory_order_acquire)) return;
  for (const auto& worker : workers_) (worker.get()->*action)();
}

void Workers::publish(const std::shared_ptr<const Topology>& topology) {
  for (const auto& worker : workers_) worker->publish(topology);
}

void Workers::take_no_more() {
  for (const auto& worker : workers_) worker->take_no_more();
}

void Workers::end_idle() {
  for (const auto& worker : workers_) worker->end_idle();
}

bool Workers::drained() const {
  return std::all_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->draining(); }) &&
         totals().clients == 0;
}

void Workers::end() {
  for (const auto& worker : workers_) worker->end();
}

bool Workers::all_have_beaten() const {
  for (std::size_t i = 0; i < beats_.size(); ++i) {
    if (workers_[i]->beats() == beats_[i]) return false;
  }
  return true;
}

void Workers::ask_for_beats() {
  beats_.clear();
  for (const auto& worker : workers_) {
    beats_.push_back(worker->beats());
    worker->ask_for_beat();
  }
}

WorkerTotals Workers::totals() const {
  WorkerTotals sum;
  for (const auto& worker : workers_) {
    const WorkerCounters& counters = worker->counters();
    sum.requests += counters.requests.load(std::memory_order_relaxed);
    sum.unserved += counters.unserved.load(std::memory_order_relaxed);
    sum.refused += counters.refused.load(std::memory_order_relaxed);
    sum.connections += counters.connections.load(std::memory_order_relaxed);
    sum.clients += counters.clients.load(std::memory_order_relaxed);
    sum.access_dropped += worker->access().dropped();
    sum.in_flight += counters.in_flight.load(std::memory_order_relaxed);
  }
  return sum;
}

void Workers::take_access_records(std::size_t most_of_each,
                                  const std::function<void(const AccessRecord&)>& read) {
  for (const auto& worker : workers_) {
    for (std::size_t i = 0; i < most_of_each; ++i) {
      const AccessRecord* record = worker->access().oldest();
      if (record == nullptr) break;
      read(*record);
      worker->access().pop();
    }
  }
}

}  // namespace rrlb
