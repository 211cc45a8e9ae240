// Time as calendars have it, and how people and protocols write it.
//
// Pure: nothing here reads a clock; the caller brings the time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

using WallTime = std::chrono::system_clock::time_point;

// RFC 3339 in UTC with milliseconds: "2026-11-23T01:14:05.123Z".
std::string format_rfc3339(WallTime time);

// The same, with or without a fraction of a second, at "Z" or an offset like "+01:00"; to the
// millisecond. Nothing else is one.
std::optional<WallTime> parse_rfc3339(std::string_view text);

// IMF-fixdate, for the Date field (RFC 9110 5.6.7): "Mon, 23 Nov 2026 01:14:05 GMT".
std::string format_http_date(WallTime time);

}  // namespace rrlb
