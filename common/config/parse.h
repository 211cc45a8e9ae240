// Turns the text of configuration files into a Config, and says everything that is wrong with them.
//
// TOML 1.0. All problems are collected: a user mends a file once, not once a mistake. Only a file
// that is not TOML at all stops at its first mistake, since what follows cannot be trusted.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/config.h"
#include "common/config/problem.h"
#include "common/config/section.h"

namespace rrlb {

struct SourceText {
  std::string file;  // as named in complaints
  std::string text;
  // A file of /etc/rrlb.d: it may add [[backend]] tables and nothing else.
  bool backends_only = false;
};

// A key as a file has it.
struct WrittenKey {
  std::string_view name;  // of the section's table in keys.cc
  std::string value;      // as a complaint would show it: "\"2s\"", "[\"0.0.0.0:5000\"]", "true"
  Place place;
};

struct ParsedConfig {
  Config config;
  // What is not among these has its default.
  std::map<SectionId, std::vector<WrittenKey>> written;
  std::map<std::string, std::vector<WrittenKey>> written_backends;  // by the backends' names
  std::vector<Problem> problems;  // sorted by place; empty if and only if the config may be used
};

// Parses the texts in order and checks the rules across keys (check.h).
ParsedConfig parse_config(const std::vector<SourceText>& sources);

// nullptr if the key is not written. Not for [[backend]], of which there are many.
const WrittenKey* find_written(const ParsedConfig& parsed, const KeyId& key);

}  // namespace rrlb
