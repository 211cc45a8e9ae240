// Lengths of time, and how people write them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

using Milliseconds = std::chrono::milliseconds;

// "250ms", "2s", "5m", "1h": a whole number and its unit, no space. Nothing else is a duration.
std::optional<Milliseconds> parse_duration(std::string_view text);

// The same, as the configuration writes it: "250ms", "2s", "5m".
std::string format_duration(Milliseconds duration);

// As a sentence writes it: "250 ms", "2 s", "1.5 s".
std::string describe_duration(Milliseconds duration);

// "HH:MM:SS"; hours go on counting after 99.
std::string format_uptime(std::chrono::seconds uptime);

}  // namespace rrlb
