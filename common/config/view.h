// The configuration in force, key by key: each value, and where it came from; and what another
// configuration would change.
//
// The values are texts as a file has them. Defaults are those of the shipped file, which a test
// holds to the code's.
#pragma once

#include <string>
#include <vector>

#include "common/config/parse.h"

namespace rrlb {

struct ShownKey {
  KeyId key;
  std::string backend;  // whose key it is; "" outside of [[backend]]
  std::string value;    // "\"2s\""
  std::string from;     // "default", or "FILE:LINE"

  bool operator==(const ShownKey&) const = default;
};

// "health", or "backend \"web1\"".
std::string section_title(const ShownKey& key);
std::string backend_title(const std::string& name);

// Every key there is, in the order of the shipped file, and those of each backend.
std::vector<ShownKey> show_config(const ParsedConfig& parsed);

// "health.interval: \"2s\" -> \"5s\"", "backend \"web3\" comes: http://127.0.0.1:5003",
// "backend \"web3\" goes", "backend \"web1\": weight 1 -> 5".
std::vector<std::string> config_changes(const ParsedConfig& running, const ParsedConfig& wanted);

}  // namespace rrlb
