// Members of a backend that both /stats and the admin API show, null if there is nothing to show.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "common/contract/snapshot_json.h"

namespace rrlb {

nlohmann::ordered_json circuit_json(const std::optional<Circuit>& circuit);
nlohmann::ordered_json last_probe_json(const std::optional<LastProbe>& probe);

}  // namespace rrlb
