#include "daemon/worker/worker.h"

#include <csignal>

namespace rrlb {
namespace {

constexpr std::uint32_t kPlainListener = 0;  // the same for all listeners so far

// The control thread handles signals.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

Worker::Worker(BetweenWorkers& between, std::vector<UniqueFd> listening_sockets,
               std::shared_ptr<const Topology> topology, AskOwn ask_own)
    : connections_{loop_, between, std::move(topology), std::move(ask_own)} {
  for (UniqueFd& socket : listening_sockets) {
    listeners_.push_back(
        std::make_unique<Listener>(loop_, connections_, std::move(socket), kPlainListener));
  }
  thread_ = std::thread{[this] {
    block_signals();
    loop_.run();
  }};
}

Worker::~Worker() { end(); }

void Worker::end() {
  if (!thread_.joinable()) return;
  loop_.post([this] { loop_.stop(); });
  thread_.join();
  connections_.cut_clients();
}

void Worker::wake_queue() {
  if (connections_.any_queued()) loop_.post([this] { connections_.retry_queue(); });
}

void Worker::close_unused() {
  loop_.post([this] { connections_.end_idle_backends(); });
}

void Worker::publish(std::shared_ptr<const Topology> topology) {
  loop_.post([this, next = std::move(topology)] { connections_.apply(next); });
}

void Worker::take_no_more() {
  loop_.post([this] {
    if (connections_.draining()) return;
    connections_.begin_draining();
    for (const auto& listener : listeners_) listener->stop();
    draining_.store(true, std::memory_order_release);
  });
}

void Worker::end_idle() {
  loop_.post([this] { connections_.end_idle_clients(); });
}

void Worker::ask_for_beat() {
  loop_.post([this] { beats_.fetch_add(1, std::memory_order_relaxed); });
}

}  // namespace rrlb
