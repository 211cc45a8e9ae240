// Makes text of others fit to be shown: no byte of it can speak to the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rrlb {

// Control characters (C0, DEL, C1), the marks that turn the direction of writing, and bytes that
// are not UTF-8 come out as \xHH, byte by byte.
std::string shown(std::string_view text);

// How many columns a text of shown() takes: its characters, each taken for one column.
std::size_t width_of(std::string_view text);

// Cut to so many columns, the last three of them "..." where anything was cut off.
std::string cut(std::string_view text, std::size_t columns);

}  // namespace rrlb
