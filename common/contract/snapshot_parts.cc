#include "common/contract/snapshot_parts.h"

#include <nlohmann/json.hpp>

#include "common/contract/json.h"

namespace rrlb {

using json::Json;

Json circuit_json(const std::optional<Circuit>& circuit) {
  if (!circuit) return nullptr;
  return {{"consecutive_failures", circuit->consecutive_failures},
          {"failure_rate", json::rounded(circuit->failure_rate)},
          {"ejections", circuit->ejections},
          {"ejected_until", json::or_null(circuit->ejected_until)}};
}

Json last_probe_json(const std::optional<LastProbe>& probe) {
  if (!probe) return nullptr;
  return {{"time", probe->time}, {"ok", probe->ok}, {"detail", probe->detail}};
}

}  // namespace rrlb
