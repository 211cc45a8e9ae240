// A backend as the person on call sees it: configured, overridden and current state, and why
// it gets what it gets.
#pragma once

#include <nlohmann/json.hpp>

#include "daemon/balance/overrides/overrides.h"
#include "daemon/balance/pools/roster.h"

namespace rrlb {

// Of the backend at this place of the roster.
nlohmann::ordered_json backend_view(const Roster& roster, std::size_t position, const Config& file,
                                    const Overrides& overrides, Moment now);

}  // namespace rrlb
