#include "core/problem.h"

#include <algorithm>
#include <tuple>

namespace rrlb {

std::string headline(const Problem& problem) {
  const Place& place = problem.place;
  if (place.line == 0) return place.file + ": " + problem.message;
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " +
         problem.message;
}

std::string render(const Problem& problem) {
  std::string text = headline(problem);
  if (problem.source_line.empty() || problem.place.column == 0) return text;
  std::string shown = problem.source_line;
  std::replace_if(
      shown.begin(), shown.end(),
      [](char c) { return c == '\x7f' || (static_cast<unsigned char>(c) < 0x20 && c != '\t'); },
      '?');
  text += "\n  " + shown + "\n  ";
  // Tabs stay tabs under the line, so that the caret stands below what it means.
  for (unsigned i = 0; i + 1 < problem.place.column; ++i) {
    text += i < shown.size() && shown[i] == '\t' ? '\t' : ' ';
  }
  return text + "^";
}

void sort_by_place(std::vector<Problem>& problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
}

}  // namespace rrlb
