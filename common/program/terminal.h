// Whether a descriptor is a terminal, and what the terminal supports.
#pragma once

#include <cstddef>

namespace rrlb {

// Whether the descriptor is a terminal that supports control sequences.
bool draws_on_terminal(int fd);

// Whether to colour text on it (NO_COLOR, https://no-color.org).
bool colours_on_terminal(int fd);

struct TerminalSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

// Returns the defaults if the size is not known.
TerminalSize terminal_size(int fd);

}  // namespace rrlb
