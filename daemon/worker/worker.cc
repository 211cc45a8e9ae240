#include "daemon/worker/worker.h"

#include <csignal>

#include "daemon/downstream/h1_connection.h"

namespace rrlb {
namespace {

// Signals go to the control thread.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

Worker::Worker(SharedByWorkers& shared, std::vector<UniqueFd> listening_sockets,
               std::shared_ptr<const Topology> topology, AskOwn ask_own)
    : context_{loop_, shared, std::move(topology), std::move(ask_own)} {
  for (UniqueFd& socket : listening_sockets) {
    listeners_.push_back(std::make_unique<Listener>(context_, std::move(socket)));
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
  context_.cut_clients();
}

void Worker::wake_queue() {
  if (context_.anyone_queues()) loop_.post([this] { context_.retry_queue(); });
}

void Worker::close_unused() {
  loop_.post([this] { context_.lanes.close_idle(); });
}

void Worker::publish(std::shared_ptr<const Topology> topology) {
  loop_.post([this, next = std::move(topology)] { context_.take_up(next); });
}

void Worker::take_no_more() {
  loop_.post([this] {
    if (context_.draining) return;
    context_.begin_draining();
    for (const auto& listener : listeners_) listener->stop();
    draining_.store(true, std::memory_order_release);
  });
}

void Worker::end_idle() {
  loop_.post([this] {
    for (Downstream* client = context_.first_client; client != nullptr;) {
      Downstream* next = client->after();  // this one may end
      client->drain();
      client = next;
    }
  });
}

void Worker::ask_for_beat() {
  loop_.post([this] { beats_.fetch_add(1, std::memory_order_relaxed); });
}

}  // namespace rrlb
