// GET /api/events?after=N: what has happened.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb::admin_api {

inline constexpr const char* kEventsPath = "/api/events";

struct Event {
  std::uint64_t number = 0;  // one higher than that of the event before
  std::string time;          // RFC 3339
  std::string level;         // "debug", "info", "warning", "error"
  std::string kind;          // "state", "override", "reload", ...
  std::string backend;       // "" if it concerns none
  std::string message;
};

struct Events {
  std::uint64_t newest = 0;
  std::vector<Event> events;  // the oldest first
};

std::string to_json(const Events& events);
// Nothing if it is no JSON object with a list of events.
std::optional<Events> read_events(std::string_view text);

}  // namespace rrlb::admin_api
