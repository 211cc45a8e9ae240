#include "daemon/worker/connections.h"

#include <sys/random.h>

namespace rrlb {
namespace {

// Workers must not share a seed; its quality does not matter.
std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  if (::getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed) {
    seed = static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
  }
  return seed;
}

// Gives each worker a reference count of its own. Each exchange holds the topology that it began
// with, and a count that all workers write to would slow down each of them.
std::shared_ptr<const Topology> counted_here(std::shared_ptr<const Topology> topology) {
  const Topology* value = topology.get();
  return {value, [keep = std::move(topology)](const Topology*) {}};
}

}  // namespace

Connections::Connections(EventLoop& loop, BetweenWorkers& between,
                         std::shared_ptr<const Topology> topology, AskOwn ask_own)
    : after_event_{loop, [this] { net_.after_event.run(); }},
      later_{loop,
             [this] {
               net_.clock.tick();
               net_.after_event.run();
             }},
      timeouts_{loop,
                [this] {
                  net_.clock.tick();
                  net_.timeouts.expire(net_.clock.now());
                }},
      net_{loop.base(), [this](Milliseconds wait) { timeouts_.start(wait); },
           [this] { after_event_.request(); }, [this] { later_.start(Milliseconds{0}); }},
      lanes_{{net_, topology_, [this] { free_descriptors(); }}},
      relay_{net_, between, lanes_, topology_, random_seed()},
      exchanges_{relay_},
      downstream_{net_, relay_, exchanges_, std::move(ask_own)} {
  between.join(relay_.counters);
  apply(std::move(topology));
}

Connections::~Connections() { relay_.between.leave(); }

void Connections::apply(std::shared_ptr<const Topology> next) {
  const bool other_readers =
      topology_ && next->limits.max_header_bytes != topology_->limits.max_header_bytes;
  if (other_readers) downstream_.readers.clear();
  net_.clock.tick();
  topology_ = counted_here(std::move(next));
  lanes_.apply(*topology_);
  set_lengths();
  exchanges_.retry_queue();
}

void Connections::set_lengths() {
  const ProxyConfig& limits = topology_->limits;
  net_.timeouts.set_lengths(limits, net_.draining);
  relay_.retry_budget.set_percent(static_cast<unsigned>(limits.retry_budget_percent));
  net_.timeouts.expire(net_.clock.now());
}

void Connections::begin_draining() {
  net_.clock.tick();
  net_.draining = true;
  set_lengths();
}

void Connections::end_idle_clients() {
  net_.clock.tick();
  for (H1ClientConnection* client = downstream_.clients.first(); client != nullptr;) {
    H1ClientConnection* next = client->after();  // this one may end
    client->drain();
    client = next;
  }
}

void Connections::cut_clients() {
  net_.clock.tick();
  downstream_.cut_clients();
  net_.after_event.run();
}

void Connections::end_idle_backends() { lanes_.end_idle(); }

void Connections::retry_queue() {
  net_.clock.tick();
  exchanges_.retry_queue();
}

// ---- Admission

Admission::Limits Connections::limits() const {
  return {.max_clients = topology_->max_clients,
          .backends = topology_->pool.members().size(),
          .carries = topology_->mode == Mode::proxy,
          .draining = net_.draining};
}

std::uint64_t Connections::clients() const {
  return relay_.between.clients.load(std::memory_order_relaxed);
}

void Connections::free_descriptors() { relay_.between.close_unused(); }

void Connections::admit(UniqueFd fd, const IpBits& client, std::uint32_t listener) {
  net_.clock.tick();
  H1ClientConnection::begin(downstream_, std::move(fd), client, listener);
}

}  // namespace rrlb
