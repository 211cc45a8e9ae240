#include "daemon/worker/worker_context.h"

#include <sys/random.h>

#include <ctime>

#include "daemon/balance/pick/key_hash.h"
#include "daemon/downstream/h1_connection.h"
#include "daemon/http/pick_hash.h"
#include "daemon/http/request_cookie.h"
#include "daemon/relay/exchange.h"

namespace rrlb {
namespace {

constexpr Milliseconds kLinger{2'000};
constexpr Milliseconds kHeadWhileDraining{2'000};
constexpr std::size_t kSpareBytes = 4U << 20;  // of readers that nobody uses now
constexpr std::size_t kSpareExchanges = 1024;
constexpr std::size_t kScratchBytes = 64 * 1024;

// Any number does; it is only not to be everyone's.
std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  if (::getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed) {
    seed = static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
  }
  return seed;
}

timespec coarse(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return now;
}

}  // namespace

WorkerContext::WorkerContext(EventLoop& loop_in, SharedByWorkers& shared_in,
                             std::shared_ptr<const Topology> topology_in, AskOwn ask_own_in)
    : loop{loop_in},
      shared{shared_in},
      ask_own{std::move(ask_own_in)},
      lingering{kLinger},
      retry_budget{0},
      random_state{random_seed()},
      timeouts_{loop_in, [this] { expire_due(); }} {
  scratch.resize(kScratchBytes);
  shared.join(counters);
  take_up(std::move(topology_in));
}

WorkerContext::~WorkerContext() {
  shared.leave();
  cut_clients();
}

void WorkerContext::cut_clients() {
  while (first_client != nullptr) first_client->close();
}

std::array<TimeoutQueue*, 8> WorkerContext::queues() {
  return {&heads, &idle, &lingering, &connecting, &responses, &upstream_idle, &queueing, &tunnels};
}

void WorkerContext::set_lengths() {
  const ProxyConfig& limits = topology->limits;
  heads.set_length(draining ? std::min(limits.header_timeout, kHeadWhileDraining)
                            : limits.header_timeout);
  idle.set_length(limits.idle_timeout);
  connecting.set_length(limits.connect_timeout);
  responses.set_length(limits.response_timeout);
  upstream_idle.set_length(limits.upstream_idle_timeout);
  queueing.set_length(limits.queue_timeout);
  tunnels.set_length(limits.tunnel_timeout);
  retry_budget.set_percent(static_cast<unsigned>(limits.retry_budget_percent));
}

std::unique_ptr<Exchange> WorkerContext::take_exchange() {
  if (spare_exchanges_.empty()) return std::make_unique<Exchange>(*this);
  std::unique_ptr<Exchange> exchange = std::move(spare_exchanges_.back());
  spare_exchanges_.pop_back();
  return exchange;
}

void WorkerContext::give_back(std::unique_ptr<Exchange> exchange) {
  exchange->reset();
  if (spare_exchanges_.size() < kSpareExchanges) spare_exchanges_.push_back(std::move(exchange));
}

// In the order in which they came; one that finds no place has those behind it wait, too.
void WorkerContext::retry_queue() {
  while (Waiting* first = queueing.first()) {
    static_cast<Exchange*>(first)->try_again();
    if (queueing.first() == first) return;
  }
}

const Member* WorkerContext::stuck_to(const Topology& of, const RequestHead& head) const {
  if (of.sticky.cookie.empty()) return nullptr;
  const std::size_t position = of.tokens.position_of(request_cookie(head, of.sticky.cookie));
  return position == StickyTokens::kNone ? nullptr : &of.pool.members()[position];
}

PickKey WorkerContext::pick_key(const Topology& of, const RequestHead& head, const IpBits& client) {
  const Pool& pool = of.pool;
  PickKey key;
  key.random = mixed(random_state++);
  if (pool.needs_hash()) key.hash = pick_hash(of.hash_on, head, client);
  if (pool.needs_load()) {
    const std::uint64_t load = shared.load(pool.load_source());
    key.load = load == 0 ? 0 : load - 1;
  }
  return key;
}

std::unique_ptr<RequestReader> WorkerContext::take_reader() {
  if (spare_readers_.empty()) {
    return std::make_unique<RequestReader>(topology->limits.max_header_bytes);
  }
  std::unique_ptr<RequestReader> reader = std::move(spare_readers_.back());
  spare_readers_.pop_back();
  return reader;
}

void WorkerContext::give_back(std::unique_ptr<RequestReader> reader) {
  if (spare_readers_.size() * reader->capacity() >= kSpareBytes) return;
  if (reader->capacity() != topology->limits.max_header_bytes) return;
  reader->clear();
  spare_readers_.push_back(std::move(reader));
}

void WorkerContext::take_up(std::shared_ptr<const Topology> next) {
  if (topology && next->limits.max_header_bytes != topology->limits.max_header_bytes) {
    spare_readers_.clear();
  }
  // Counted by this worker alone: each exchange keeps the topology that it began with, and a count
  // that all workers wrote to would cost each of them.
  const Topology* value = next.get();
  topology = std::shared_ptr<const Topology>{value, [keep = std::move(next)](const Topology*) {}};
  lanes.take_up(*topology);
  set_lengths();
  expire_due();
  retry_queue();
}

void WorkerContext::begin_draining() {
  draining = true;
  set_lengths();
  expire_due();
}

TimePoint WorkerContext::now() {
  const timespec now = coarse(CLOCK_MONOTONIC_COARSE);
  return TimePoint{std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec}};
}

std::string_view WorkerContext::date() {
  const timespec now = coarse(CLOCK_REALTIME_COARSE);
  if (now.tv_sec != date_second_) {
    date_second_ = now.tv_sec;
    date_ = format_http_date(std::chrono::system_clock::from_time_t(now.tv_sec));
  }
  return date_;
}

void WorkerContext::wait_in(TimeoutQueue& queue, Waiting& waiting) {
  const TimePoint now = WorkerContext::now();
  queue.join(waiting, now);
  const TimePoint due = now + queue.length();
  if (due >= next_look_) return;
  next_look_ = due;
  timeouts_.start(queue.length());
}

void WorkerContext::expire_due() {
  const TimePoint now = WorkerContext::now();
  next_look_ = TimePoint::max();
  for (TimeoutQueue* queue : queues()) {
    while (Waiting* due = queue->due(now)) {
      due->leave();
      due->expired();
    }
  }
  Milliseconds wait = Milliseconds::max();
  for (const TimeoutQueue* queue : queues()) {
    if (!queue->empty()) wait = std::min(wait, queue->until_due(now));
  }
  if (wait == Milliseconds::max()) return;
  next_look_ = now + wait;
  timeouts_.start(wait);
}

}  // namespace rrlb
