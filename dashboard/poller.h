// Asks the balancer for /stats again and again. One question at a time, each with a deadline
// shorter than the time to the next; what comes back is bounded and distrusted.
#pragma once

#include <functional>
#include <memory>

#include "core/config.h"
#include "poll_state.h"
#include "runtime/event_loop.h"
#include "runtime/http_client.h"
#include "runtime/resolver.h"

namespace rrlb {

class Poller {
 public:
  // `on_change`: the balancer became reachable, or ceased to be.
  Poller(EventLoop& loop, std::function<void()> on_change);

  // Asks this balancer from now on, at once. Another balancer's figures are forgotten.
  void apply(const Url& balancer, const std::string& stats_path, Milliseconds interval);

  const PollState& state() const { return state_; }

 private:
  void ask();
  void take(const HttpResult& result);
  void fail(std::string trouble);

  EventLoop& loop_;
  Resolver resolver_;
  std::function<void()> on_change_;
  Url balancer_;
  std::string stats_path_;
  Milliseconds interval_{2'000};
  PollState state_;
  std::unique_ptr<HttpGet> request_;
  Timer next_;
};

}  // namespace rrlb
