// GET /api/config, GET /api/diff and POST /api/reload: the configuration in force, and changes to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb::admin_api {

struct ConfigKey {
  std::string section;  // "health", or "backend \"web1\""
  std::string key;
  std::string value;  // as a file has it
  std::string from;   // "default", "FILE:LINE", or "operator WHO, WHEN"
};

struct ConfigKeys {
  std::string file;
  std::vector<ConfigKey> keys;
};

// What a reload would do.
struct Diff {
  std::vector<std::string> changes;
  std::vector<std::string> cuts;
  std::vector<std::string> notes;
};

// What a reload has done.
struct Reloaded {
  std::optional<std::uint64_t> backends;
  std::optional<std::uint64_t> before;  // as many backends
  std::vector<std::string> notes;
};

std::string to_json(const ConfigKeys& keys);
std::string to_json(const Diff& diff);
std::string to_json(const Reloaded& reloaded);

std::optional<ConfigKeys> read_config_keys(std::string_view text);
std::optional<Diff> read_diff(std::string_view text);
std::optional<Reloaded> read_reloaded(std::string_view text);

}  // namespace rrlb::admin_api
