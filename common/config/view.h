// The configuration as it is in force, key by key: each value, and where it came from; and what is
// different in another one.
//
// The values are texts as a file has them. Defaults are those of the shipped file, which a test
// holds to the code's.
#pragma once

#include <string>
#include <vector>

#include "common/config/parse.h"

namespace rrlb {

struct ShownKey {
  std::string section;  // "health", or "backend \"web1\""
  std::string key;
  std::string value;  // "\"2s\""
  std::string from;   // "default", or "FILE:LINE"

  bool operator==(const ShownKey&) const = default;
};

// Every key there is, in the order of the shipped file; each backend's for themselves.
std::vector<ShownKey> show_config(const ParsedConfig& parsed);

// "health.interval: \"2s\" -> \"5s\"", "backend \"web3\" comes: http://127.0.0.1:5003",
// "backend \"web3\" goes", "backend \"web1\": weight 1 -> 5".
std::vector<std::string> config_changes(const ParsedConfig& running, const ParsedConfig& wanted);

}  // namespace rrlb
