// Lays a table out in columns: figures to the right, text to the left, and all within the width of
// a terminal.
//
// Where it is too wide, the last column is cut first, down to a rest that still says something; if
// that is not enough, the columns that may go do, one after the other. Where there is no width (a
// pipe, a file) nothing is lost.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rrlb {

enum class Colour { none, green, yellow, red, bold };

// The text between the sequences that colour it.
std::string coloured(const std::string& text, Colour colour);

struct Column {
  std::string title;
  bool is_figure = false;
  int goes = 0;  // the highest goes first where the room is short; 0 never goes
};

struct Cell {
  std::string text;  // as printable() made it
  Colour colour = Colour::none;
};

struct Look {
  std::optional<std::size_t> columns;  // of the terminal; none: as wide as it gets
  bool colour = false;
};

// With a line of titles; each line ends in a newline, and in no space.
std::string text_table(const std::vector<Column>& columns,
                       const std::vector<std::vector<Cell>>& rows, const Look& look);

}  // namespace rrlb
