#include "dashboard/control/seen_events.h"

#include <nlohmann/json.hpp>

namespace rrlb {
namespace {

using Json = nlohmann::json;

std::string text(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

std::uint64_t number(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_number_unsigned() ? member->get<std::uint64_t>() : 0;
}

}  // namespace

SeenEvents::Taken SeenEvents::take(std::string_view json, const std::string& balancer) {
  const Json said = Json::parse(json, nullptr, false);
  if (!said.is_object() || !said.contains("events") || !said["events"].is_array()) {
    return {{}, false, false};
  }
  if (number(said, "newest") < last_.number) {
    last_ = {};
    return {{}, true, true};
  }
  Taken taken;
  const Last before = last_;
  for (const Json& one : said["events"]) {
    if (!one.is_object()) continue;
    const Last seen{number(one, "number"), text(one, "time"), text(one, "message")};
    if (seen.number == 0) continue;
    if (seen.number == before.number && seen != before) {
      last_ = {};
      return {{}, true, true};
    }
    if (seen.number <= last_.number) continue;
    last_ = seen;
    const auto time = parse_rfc3339(seen.time);
    if (!time || *time <= known_until_) continue;
    taken.events.push_back({*time, balancer, text(one, "backend"), text(one, "kind"),
                            text(one, "level"), "", seen.message});
  }
  return taken;
}

}  // namespace rrlb
