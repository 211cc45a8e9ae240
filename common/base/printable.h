// Makes text of others fit to be shown and to be logged: no byte of it can speak to a terminal, end
// a line, or have a reader of the journal take the whole for no text.
#pragma once

#include <string>
#include <string_view>

namespace rrlb {

// Control characters (C0, DEL, C1), the marks that turn the direction of writing, and bytes that
// are not UTF-8 come out as \xHH, byte by byte.
std::string printable(std::string_view text);

}  // namespace rrlb
