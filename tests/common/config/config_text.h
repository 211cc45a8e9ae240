// Parses texts as the configuration file, and gives back what a user would read.
#pragma once

#include <string>

#include "common/config/parse.h"

namespace rrlb {

inline ParsedConfig parse_text(const std::string& text) {
  return parse_config({{"rrlb.conf", text, false}});
}

inline std::string rendered(const ParsedConfig& parsed) {
  std::string all;
  for (const Problem& problem : parsed.problems) all += render(problem) + "\n";
  return all;
}

// Every complaint about the text, as it is printed.
inline std::string complaints(const std::string& text) { return rendered(parse_text(text)); }

}  // namespace rrlb
