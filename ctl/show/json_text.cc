#include "ctl/show/json_text.h"

#include <nlohmann/json.hpp>

#include "common/contract/json.h"

namespace rrlb {

using json::Json;

std::optional<std::string> indented(std::string_view text) {
  const auto parsed = json::parse_object(text);
  return parsed ? std::optional{parsed->dump(2, ' ', true)} : std::nullopt;
}

std::optional<std::string> in_one_line(std::string_view text) {
  const auto parsed = json::parse_object(text);
  return parsed ? std::optional{parsed->dump(-1, ' ', true)} : std::nullopt;
}

std::vector<std::string> event_lines(std::string_view text) {
  const auto parsed = json::parse_object(text);
  if (!parsed) return {};
  return json::list(*parsed, "events", [](const Json& one) { return one.dump(-1, ' ', true); });
}

std::string with_last_events(std::string_view text, std::size_t most) {
  std::optional<Json> parsed = json::parse_object(text);
  if (!parsed) return "";
  if (!json::member(*parsed, "events").is_array()) return parsed->dump();
  if (Json& events = (*parsed)["events"]; events.size() > most) {
    events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(most));
  }
  return parsed->dump();
}

}  // namespace rrlb
