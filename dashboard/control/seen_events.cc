#include "dashboard/control/seen_events.h"

#include "common/contract/admin_api/events.h"

namespace rrlb {

SeenEvents::Taken SeenEvents::take(std::string_view json, const std::string& balancer) {
  const auto said = admin_api::read_events(json);
  if (!said) return {{}, false, false};
  if (said->newest < last_.number) {
    last_ = {};
    return {{}, true, true};
  }
  Taken taken;
  const Last before = last_;
  for (const admin_api::Event& one : said->events) {
    const Last seen{one.number, one.time, one.message};
    if (seen.number == 0) continue;
    if (seen.number == before.number && seen != before) {
      last_ = {};
      return {{}, true, true};
    }
    if (seen.number <= last_.number) continue;
    last_ = seen;
    const auto time = parse_rfc3339(seen.time);
    if (!time || *time <= known_until_) continue;
    taken.events.push_back({*time, balancer, one.backend, one.kind, one.level, "", one.message});
  }
  return taken;
}

}  // namespace rrlb
