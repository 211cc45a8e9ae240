// Times that the balancer tells, as people read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/wall_time.h"

namespace rrlb {

// RFC 3339 with any offset; fractions beyond milliseconds are dropped. Nothing if it is none.
std::optional<WallTime> read_moment(std::string_view text);

// "2026-11-23 01:14:05" in the time zone of who reads it (TZ); a text that is no time as it stands.
std::string local_moment(const std::string& text);

// From one time to another: "45s", "12m", "3h", "5d"; "-" where either is no time.
std::string age(const std::string& from, const std::string& to);

}  // namespace rrlb
