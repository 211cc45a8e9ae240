// How wide printable text is on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rrlb {

// In columns: each character of printable() text takes one.
std::size_t width_of(std::string_view text);

// Cut to so many columns, the last three of them "..." if anything was cut off.
std::string cut(std::string_view text, std::size_t columns);

}  // namespace rrlb
