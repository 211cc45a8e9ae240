// All waiting in one worker, in queues by what is waited for (timeout_queue.h). One timer serves
// them all.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "common/base/clock.h"
#include "daemon/net/timeout_queue.h"

namespace rrlb {

struct ProxyConfig;

class Timeouts {
 public:
  // `look_after` must arrange for expire() to be called after that time.
  explicit Timeouts(std::function<void(Milliseconds)> look_after);

  // A client's connection waits for the rest of a head; for the next request, or for the client to
  // read or to send more of a body; for the client to see the end.
  TimeoutQueue heads;
  TimeoutQueue idle;
  TimeoutQueue lingering;
  // A backend's connection waits for the connection to be established; for the backend to send or
  // take something; for the next request.
  TimeoutQueue connecting;
  TimeoutQueue responses;
  TimeoutQueue upstream_idle;
  // An exchange waits for a place at a backend; for either side of a tunnel.
  TimeoutQueue queueing;
  TimeoutQueue tunnels;

  // While draining, a client has at most 2 s to finish a head.
  void set_lengths(const ProxyConfig& limits, bool draining);

  void wait_in(TimeoutQueue& queue, Waiting& waiting, TimePoint now);
  void expire(TimePoint now);

 private:
  std::array<TimeoutQueue*, 8> queues();

  std::function<void(Milliseconds)> look_after_;
  TimePoint next_look_ = TimePoint::max();
};

}  // namespace rrlb
