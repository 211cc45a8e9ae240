// What the terminal behind a descriptor understands, if one is there.
#pragma once

#include <cstddef>

namespace rrlb {

// Whether a terminal that understands control sequences is there.
bool draws_on_terminal(int fd);

// Whether text there may be coloured (NO_COLOR, https://no-color.org).
bool colours_on_terminal(int fd);

struct TerminalSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

// The defaults where it does not say.
TerminalSize terminal_size(int fd);

}  // namespace rrlb
