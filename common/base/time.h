// Points in time and durations, and their text formats.
//
// Nothing here reads a clock; the caller passes the time.
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

// One moment on both clocks: `steady` to measure from, `wall` to show.
struct Moment {
  TimePoint steady;
  WallTime wall;
};

// Parses "250ms", "2s", "5m" or "1h": a whole number and its unit, without a space.
std::optional<Milliseconds> parse_duration(std::string_view text);

// Formats a duration as the configuration does: "250ms", "2s", "5m".
std::string format_duration(Milliseconds duration);

// Formats a duration for a sentence: "250 ms", "2 s", "1.5 s".
std::string describe_duration(Milliseconds duration);

// Formats in RFC 3339, UTC, with milliseconds: "2026-11-23T01:14:05.123Z".
std::string format_rfc3339(WallTime time);

// Parses RFC 3339, with or without a fraction of a second, and with "Z" or an offset such as
// "+01:00". Digits after the milliseconds are dropped.
std::optional<WallTime> parse_rfc3339(std::string_view text);

// Formats the Date header field (IMF-fixdate, RFC 9110 5.6.7): "Mon, 23 Nov 2026 01:14:05 GMT".
std::string format_http_date(WallTime time);

// Formats as "HH:MM:SS"; the hours may exceed 99.
std::string format_uptime(std::chrono::seconds uptime);

}  // namespace rrlb
