#include "common/config/problem.h"

#include <algorithm>
#include <tuple>

namespace rrlb {
namespace {

// A control character of ASCII, or of C1 (U+0080..U+009F), in UTF-8.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return first < 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

// The characters of a line of UTF-8, as a terminal may be shown them. Columns count these.
std::vector<std::string> shown_characters(std::string_view line) {
  std::vector<std::string> characters;
  while (!line.empty()) {
    size_t size = 1;
    while (size < line.size() && (static_cast<unsigned char>(line[size]) & 0xc0) == 0x80) ++size;
    const std::string_view character = line.substr(0, size);
    characters.emplace_back(is_control(character) && character != "\t" ? "?" : character);
    line.remove_prefix(size);
  }
  return characters;
}

std::string joined(const std::vector<std::string>& characters) {
  std::string text;
  for (const std::string& character : characters) text += character;
  return text;
}

}  // namespace

std::string headline(const Problem& problem) {
  const Place& place = problem.place;
  std::string text = place.file;
  if (place.line != 0) {
    text += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  }
  return joined(shown_characters(text + ": " + problem.message));
}

std::string render(const Problem& problem) {
  const std::string text = headline(problem);
  if (problem.source_line.empty() || problem.place.column == 0) return text;
  const std::vector<std::string> characters = shown_characters(problem.source_line);
  const std::string shown = text + "\n  " + joined(characters);
  const size_t before = problem.place.column - 1;
  if (before > characters.size()) return shown;  // a long line, cut
  // Tabs stay tabs under the line, so that the caret stands below what it means.
  std::string gap;
  for (size_t i = 0; i < before; ++i) gap += characters[i] == "\t" ? '\t' : ' ';
  return shown + "\n  " + gap + "^";
}

void sort_by_place(std::vector<Problem>& problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
}

}  // namespace rrlb
