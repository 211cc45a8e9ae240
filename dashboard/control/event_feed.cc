#include "dashboard/control/event_feed.h"

#include "common/contract/admin_api/events.h"
#include "dashboard/report/records.h"

namespace rrlb {
namespace {

constexpr Milliseconds kPatience{2'000};

}  // namespace

EventFeed::EventFeed(EventLoop& loop, News news, Record record)
    : news_{std::move(news)},
      record_{std::move(record)},
      timer_{loop, [this] { ask(); }},
      line_{loop} {}

void EventFeed::apply(const std::string& socket_path, std::string balancer, Milliseconds interval) {
  line_.set_socket(socket_path);
  balancer_ = std::move(balancer);
  interval_ = interval;
}

void EventFeed::begin(WallTime known_until) {
  seen_ = SeenEvents{known_until};
  ask();
}

void EventFeed::ask() {
  const std::string path =
      std::string{admin_api::kEventsPath} + "?after=" + std::to_string(seen_.after());
  line_.ask("GET", path, kPatience, [this](const AdminAnswer& answer) { take(answer); });
}

void EventFeed::take(const AdminAnswer& answer) {
  timer_.start(interval_);
  if (!answer.answered()) return become(answer.problem);
  const std::string socket = line_.socket_path();
  if (!answer.done()) {
    return become(socket + ": answered " + std::to_string(answer.status) + " to " +
                  admin_api::kEventsPath);
  }
  SeenEvents::Taken taken = seen_.take(answer.body, balancer_);
  if (!taken.sound) return become(socket + ": cannot parse its events");
  become("");
  if (!taken.events.empty()) news_(std::move(taken.events));
  if (taken.ask_again) ask();
}

void EventFeed::become(const std::string& problem) {
  if (problem.empty() != problem_.empty()) {
    record_(problem.empty() ? admin_reachable_record(line_.socket_path())
                            : admin_unreachable_record(problem));
  }
  problem_ = problem;
}

}  // namespace rrlb
