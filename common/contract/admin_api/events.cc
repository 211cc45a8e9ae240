#include "common/contract/admin_api/events.h"

#include <nlohmann/json.hpp>

#include "common/contract/json.h"

namespace rrlb::admin_api {
namespace {

using json::Json;

Event event_of(const Json& event) {
  return {json::count(event, "number").value_or(0),
          json::text(event, "time"),
          json::text(event, "level"),
          json::text(event, "kind"),
          json::text(event, "backend"),
          json::text(event, "message")};
}

}  // namespace

std::string to_json(const Events& events) {
  Json all = Json::array();
  for (const Event& event : events.events) {
    all.push_back({{"number", event.number},
                   {"time", event.time},
                   {"level", event.level},
                   {"kind", event.kind},
                   {"backend", event.backend},
                   {"message", event.message}});
  }
  return json::to_text({{"newest", events.newest}, {"events", std::move(all)}});
}

std::optional<Events> read_events(std::string_view text) {
  const auto answer = json::parse_object(text);
  if (!answer || !json::is_list(json::member(*answer, "events"))) return std::nullopt;
  return Events{json::count(*answer, "newest").value_or(0),
                json::list(*answer, "events", event_of)};
}

}  // namespace rrlb::admin_api
