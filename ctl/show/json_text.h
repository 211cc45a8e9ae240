// An answer of the balancer as --json prints it. All but ASCII is escaped, so that it cannot control
// a terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// The same JSON, indented or in one line; nothing if it is no JSON object.
std::optional<std::string> indented(std::string_view text);
std::optional<std::string> in_one_line(std::string_view text);

// The elements of the list "events", each in one line.
std::vector<std::string> event_lines(std::string_view text);

// The same answer with at most so many of its events, the newest.
std::string with_last_events(std::string_view text, std::size_t most);

}  // namespace rrlb
