// Asks all balancers at every interval, and says when a round of answers can be shown: as soon as
// all have answered, or after 250 ms, so that a balancer that is slow or dead delays no other. What
// comes later is shown with the next round.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/config.h"
#include "poll/poller.h"
#include "poll/source.h"

namespace rrlb {

class Rounds {
 public:
  struct News {
    std::function<void(const Poller&)> on_change;  // it became reachable, or ceased to be
    std::function<void()> on_round;                // there is something new to show
  };

  Rounds(EventLoop& loop, News news);

  // Asks these from now on, at once. What is known of a balancer that stays is kept.
  void apply(const std::vector<Url>& balancers, const std::string& stats_path,
             Milliseconds interval);

  // In the order of the configuration; valid until the next apply().
  std::vector<Source> sources() const;

 private:
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
