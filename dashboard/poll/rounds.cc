#include "dashboard/poll/rounds.h"

#include <algorithm>

namespace rrlb {
namespace {

constexpr Milliseconds kPatience{250};

}  // namespace

Rounds::Rounds(EventLoop& loop, News news)
    : loop_{loop},
      news_{std::move(news)},
      resolver_{loop},
      next_{loop, [this] { begin(); }},
      patience_{loop, [this] { end(); }} {}

void Rounds::apply(const std::vector<Balancer>& balancers, const std::string& stats_path,
                   Milliseconds interval) {
  std::vector<std::unique_ptr<Poller>> kept;
  for (const auto& [url, admin_socket] : balancers) {
    const auto known = std::find_if(
        pollers_.begin(), pollers_.end(),
        [&url = url](const auto& poller) { return poller && poller->balancer() == url; });
    kept.push_back(known != pollers_.end() ? std::move(*known) : poller_of(url));
    kept.back()->set_admin_socket(admin_socket);
  }
  pollers_ = std::move(kept);
  stats_path_ = stats_path;
  interval_ = interval;
  next_.start(Milliseconds{0});
}

std::unique_ptr<Poller> Rounds::poller_of(const Url& url) {
  const auto on_change = [this, url] {
    for (const auto& poller : pollers_) {
      if (poller->balancer() == url) news_.on_change(*poller);
    }
  };
  return std::make_unique<Poller>(loop_, resolver_, url,
                                  Poller::News{on_change, [this] { on_end(); }});
}

std::vector<Source> Rounds::sources() const {
  std::vector<Source> all;
  for (const auto& poller : pollers_) all.push_back({poller->balancer(), &poller->state()});
  return all;
}

void Rounds::begin() {
  next_.start(interval_);
  open_ = true;
  patience_.start(std::min(kPatience, interval_ / 2));
  // By index, because the first requests may end within this loop.
  for (std::size_t i = 0; i < pollers_.size(); ++i) pollers_[i]->ask(stats_path_, interval_);
}

void Rounds::on_end() {
  const bool all = std::none_of(pollers_.begin(), pollers_.end(),
                                [](const auto& poller) { return poller->asking(); });
  // Not within the callback of a poller, but in the next turn of the loop.
  if (open_ && all) patience_.start(Milliseconds{0});
}

void Rounds::end() {
  open_ = false;
  news_.on_round();
}

}  // namespace rrlb
