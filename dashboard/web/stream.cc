#include "dashboard/web/stream.h"

#include "dashboard/web/api_error.h"

namespace rrlb {

HttpAnswer EventStreams::follow(std::string_view recent, std::string_view stats) {
  forget_gone();
  if (followers_.size() >= kMost) {
    HttpAnswer full =
        api_error(503, "too_many_streams", "too many streams are open, the limit is 64",
                  "request /api/stats instead, or close other pages");
    full.fields.emplace_back("Retry-After", "10");
    return full;
  }
  followers_.push_back(std::make_shared<HttpStream>());
  return {200,
          "text/event-stream",
          "retry: 2000\nevent: recent\ndata: " + std::string{recent} + "\n\n" + stats_event(stats),
          {{"X-Accel-Buffering", "no"}},  // an nginx in front of us must not buffer events
          followers_.back()};
}

void EventStreams::publish(std::string_view stats) {
  ++number_;
  const std::string event = stats_event(stats);
  for (const auto& follower : followers_) follower->send(event);
  forget_gone();
}

// A stream that has not begun is not open either, but every stream begins before the next event.
void EventStreams::forget_gone() {
  std::erase_if(followers_, [](const auto& follower) { return !follower->open(); });
}

std::string EventStreams::stats_event(std::string_view stats) const {
  return "id: " + std::to_string(number_) + "\nevent: stats\ndata: " + std::string{stats} + "\n\n";
}

}  // namespace rrlb
