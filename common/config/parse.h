// Turns the text of configuration files into a Config, and says everything that is wrong with them.
//
// TOML 1.0. All problems are collected: a user mends a file once, not once a mistake. Only a file
// that is not TOML at all stops at its first mistake, since what follows cannot be trusted.
#pragma once

#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/config/problem.h"

namespace rrlb {

struct SourceText {
  std::string file;  // as named in complaints
  std::string text;
  // A file of /etc/rrlb.d: it may add [[backend]] tables and nothing else.
  bool backends_only = false;
};

// A key as a file has it.
struct WrittenKey {
  std::string section;  // "health", or "backend \"web1\""
  std::string key;
  std::string value;  // as a complaint would show it: "\"2s\"", "[\"0.0.0.0:5000\"]", "true"
  Place place;
};

struct ParsedConfig {
  Config config;
  std::vector<WrittenKey> written;  // what is not among it has its default
  std::vector<Problem> problems;    // sorted by place; empty if and only if the config may be used
};

// Parses the texts in order and checks the rules across keys (config_check.h).
ParsedConfig parse_config(const std::vector<SourceText>& sources);

}  // namespace rrlb
