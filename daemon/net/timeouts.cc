#include "daemon/net/timeouts.h"

#include <algorithm>

#include "common/config/config.h"

namespace rrlb {
namespace {

constexpr Milliseconds kLinger{2'000};
constexpr Milliseconds kHeadWhileDraining{2'000};

}  // namespace

Timeouts::Timeouts(std::function<void(Milliseconds)> look_after)
    : lingering{kLinger}, look_after_{std::move(look_after)} {}

std::array<TimeoutQueue*, 8> Timeouts::queues() {
  return {&heads, &idle, &lingering, &connecting, &responses, &upstream_idle, &queueing, &tunnels};
}

void Timeouts::set_lengths(const ProxyConfig& limits, bool draining) {
  heads.set_length(draining ? std::min(limits.header_timeout, kHeadWhileDraining)
                            : limits.header_timeout);
  idle.set_length(limits.idle_timeout);
  connecting.set_length(limits.connect_timeout);
  responses.set_length(limits.response_timeout);
  upstream_idle.set_length(limits.upstream_idle_timeout);
  queueing.set_length(limits.queue_timeout);
  tunnels.set_length(limits.tunnel_timeout);
}

void Timeouts::wait_in(TimeoutQueue& queue, Waiting& waiting, TimePoint now) {
  queue.join(waiting, now);
  const TimePoint due = now + queue.length();
  if (due >= next_look_) return;
  next_look_ = due;
  look_after_(queue.length());
}

void Timeouts::expire(TimePoint now) {
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
  look_after_(wait);
}

}  // namespace rrlb
