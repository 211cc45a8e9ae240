// Points and lengths of time, and how people and protocols write them.
//
// Pure: nothing here reads a clock; the caller brings the time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Milliseconds = std::chrono::milliseconds;
using WallTime = std::chrono::system_clock::time_point;

// One moment by both clocks: to count from, and to be told.
struct Moment {
  TimePoint steady;
  WallTime wall;
};

// "250ms", "2s", "5m", "1h": a whole number and its unit, no space. Nothing else is a duration.
std::optional<Milliseconds> parse_duration(std::string_view text);

// The same, as the configuration writes it: "250ms", "2s", "5m".
std::string format_duration(Milliseconds duration);

// As a sentence writes it: "250 ms", "2 s", "1.5 s".
std::string describe_duration(Milliseconds duration);

// RFC 3339 in UTC with milliseconds: "2026-11-23T01:14:05.123Z".
std::string format_rfc3339(WallTime time);

// The same, with or without a fraction of a second, at "Z" or an offset like "+01:00"; to the
// millisecond. Nothing else is one.
std::optional<WallTime> parse_rfc3339(std::string_view text);

// IMF-fixdate, for the Date field (RFC 9110 5.6.7): "Mon, 23 Nov 2026 01:14:05 GMT".
std::string format_http_date(WallTime time);

// "HH:MM:SS"; hours go on counting after 99.
std::string format_uptime(std::chrono::seconds uptime);

}  // namespace rrlb
