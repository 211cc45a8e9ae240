// Polls all balancers at every interval, and reports when a round can be shown: as soon as all have
// answered, or after 250 ms, so that a slow or dead balancer does not delay the others. Later
// answers are shown with the next round.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/config/config.h"
#include "dashboard/poll/poller.h"
#include "dashboard/poll/source.h"

namespace rrlb {

class Rounds {
 public:
  struct News {
    std::function<void(const Poller&)> on_change;  // a balancer became reachable or unreachable
    std::function<void()> on_round;                // a round can be shown
  };

  Rounds(EventLoop& loop, News news);

  struct Balancer {
    Url url;
    std::string admin_socket;  // "" if it is not known
  };

  // Sets the balancers, and begins a round. Keeps the state of balancers that were polled before.
  void apply(const std::vector<Balancer>& balancers, const std::string& stats_path,
             Milliseconds interval);

  // In the order of the configuration; valid until the next apply().
  std::vector<Source> sources() const;

 private:
  std::unique_ptr<Poller> poller_of(const Url& url);
  void begin();
  void on_end();
  void end();

  EventLoop& loop_;
  News news_;
  Resolver resolver_;
  std::string stats_path_;
  Milliseconds interval_{2'000};
  std::vector<std::unique_ptr<Poller>> pollers_;
  bool open_ = false;
  Timer next_;
  Timer patience_;
};

}  // namespace rrlb
