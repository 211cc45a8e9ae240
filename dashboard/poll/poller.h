// Asks one balancer for /stats when it is told to. One question at a time, each with a deadline
// shorter than the interval; what comes back is bounded and distrusted.
#pragma once

#include <functional>
#include <memory>

#include "core/address.h"
#include "poll/poll_state.h"
#include "runtime/event_loop.h"
#include "runtime/http_client.h"
#include "runtime/resolver.h"

namespace rrlb {

class Poller {
 public:
  struct News {
    std::function<void()> on_change;  // the balancer became reachable, or ceased to be
    std::function<void()> on_end;     // a question has ended, either way; after on_change
  };

  Poller(EventLoop& loop, Resolver& resolver, Url balancer, News news);

  const Url& balancer() const { return balancer_; }
  const PollState& state() const { return state_; }
  bool asking() const { return request_ != nullptr; }

  // Does nothing while the question before is open.
  void ask(const std::string& stats_path, Milliseconds interval);

 private:
  void end(const HttpResult& result);
  void take(const HttpResult& result);
  void fail(std::string trouble);

  EventLoop& loop_;
  Resolver& resolver_;
  const Url balancer_;
  News news_;
  std::string stats_path_;
  PollState state_;
  std::unique_ptr<HttpGet> request_;
};

}  // namespace rrlb
