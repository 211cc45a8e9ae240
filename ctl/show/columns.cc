#include "ctl/show/columns.h"

#include <algorithm>

namespace rrlb {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string cut(std::string_view text, std::size_t columns) {
  if (width_of(text) <= columns) return std::string{text};
  const std::size_t dots = std::min<std::size_t>(3, columns);
  std::size_t at = 0;
  for (std::size_t kept = 0; at < text.size(); ++at) {
    if (!continues(text[at]) && kept++ == columns - dots) break;
  }
  return std::string{text.substr(0, at)} + std::string(dots, '.');
}

}  // namespace rrlb
