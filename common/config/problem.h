// One mistake of the user in a file: where it is, what it is, what was expected.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// A place in a text file; lines and columns (characters, not bytes) count from 1, 0 when the whole
// file is meant.
struct Place {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;

  bool operator==(const Place&) const = default;
};

struct Problem {
  Place place;
  std::string message;
  std::string source_line;  // the line the place points into, for the caret; may be empty

  bool operator==(const Problem&) const = default;
};

// "FILE:LINE:COL: message", or "FILE: message" for a file as a whole. Here and below, control
// characters are shown as '?', so that a file cannot speak to the terminal.
std::string headline(const Problem& problem);

// The headline, and under it the source line with a caret below the column.
std::string render(const Problem& problem);

// In the order of the files' lines, as a compiler would list them.
void sort_by_place(std::vector<Problem>& problems);

}  // namespace rrlb
