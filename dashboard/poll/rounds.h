// Asks all balancers at every interval, and says when a round of answers can be shown: as soon as
// all have answered, or after 250 ms, so that a balancer that is slow or dead delays no other. What
// comes later is shown with the next round.
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
    std::function<void(const Poller&)> on_change;  // it became reachable, or ceased to be
    std::function<void()> on_round;                // there is something new to show
  };

  Rounds(EventLoop& loop, News news);

  struct Balancer {
    Url url;
    std::string admin_socket;  // "" if it has none that is known here
  };

  // Asks these from now on, at once. What is known of a balancer that stays is kept.
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
