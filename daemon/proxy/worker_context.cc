#include "proxy/worker_context.h"

#include <ctime>

#include "proxy/downstream.h"

namespace rrlb {
namespace {

constexpr Milliseconds kLinger{2'000};
constexpr Milliseconds kHeadWhileDraining{2'000};
constexpr std::size_t kSpareBytes = 4U << 20;  // of readers that nobody uses now
constexpr std::size_t kScratchBytes = 64 * 1024;

timespec coarse(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return now;
}

}  // namespace

WorkerContext::WorkerContext(EventLoop& loop_in, std::shared_ptr<const Topology> topology_in,
                             AskOwn ask_own_in)
    : loop{loop_in},
      topology{std::move(topology_in)},
      ask_own{std::move(ask_own_in)},
      heads{topology->limits.header_timeout},
      idle{topology->limits.idle_timeout},
      lingering{kLinger},
      timeouts_{loop_in, [this] { expire_due(); }} {
  scratch.resize(kScratchBytes);
}

WorkerContext::~WorkerContext() {
  for (TimeoutQueue* queue : {&heads, &idle, &lingering}) {
    while (!queue->empty()) Downstream::of(*queue->first()).close();
  }
  while (!awaiting.empty()) awaiting.begin()->second->close();
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
  if (next->limits.max_header_bytes != topology->limits.max_header_bytes) spare_readers_.clear();
  topology = std::move(next);
  if (!draining) heads.set_length(topology->limits.header_timeout);
  idle.set_length(topology->limits.idle_timeout);
  expire_due();
}

void WorkerContext::begin_draining() {
  draining = true;
  heads.set_length(std::min(topology->limits.header_timeout, kHeadWhileDraining));
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
  for (TimeoutQueue* queue : {&heads, &idle, &lingering}) {
    while (Waiting* due = queue->due(now)) Downstream::of(*due).expire();
  }
  Milliseconds wait = Milliseconds::max();
  for (const TimeoutQueue* queue : {&heads, &idle, &lingering}) {
    if (!queue->empty()) wait = std::min(wait, queue->until_due(now));
  }
  if (wait == Milliseconds::max()) return;
  next_look_ = now + wait;
  timeouts_.start(wait);
}

}  // namespace rrlb
