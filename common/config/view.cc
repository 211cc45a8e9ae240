#include "common/config/view.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/config/shipped.h"

namespace rrlb {
namespace {

const ParsedConfig& shipped() {
  static const ParsedConfig parsed =
      parse_config({{"rrlb.conf", std::string{shipped_config()}, false}});
  return parsed;
}

// In the order of the shipped file, where a reader looks for them.
std::vector<WrittenKey> shipped_keys() {
  std::vector<WrittenKey> keys = shipped().written;
  std::stable_sort(keys.begin(), keys.end(), [](const WrittenKey& a, const WrittenKey& b) {
    return a.place.line < b.place.line;
  });
  return keys;
}

bool is_backend(const std::string& section) { return section.starts_with("backend "); }

std::string section_of(const BackendConfig& backend) { return "backend \"" + backend.name + "\""; }

using Written = std::map<std::pair<std::string, std::string>, const WrittenKey*>;

Written by_key(const ParsedConfig& parsed) {
  Written written;
  for (const WrittenKey& one : parsed.written) written[{one.section, one.key}] = &one;
  return written;
}

ShownKey shown(const Written& written, const std::string& section, const WrittenKey& by_default) {
  const auto found = written.find({section, by_default.key});
  if (found == written.end()) return {section, by_default.key, by_default.value, "default"};
  const WrittenKey& one = *found->second;
  return {section, one.key, one.value, one.place.file + ":" + std::to_string(one.place.line)};
}

// The defaults of a backend's keys: the shipped file has all of them in its first table.
std::vector<WrittenKey> backend_defaults() {
  std::vector<WrittenKey> keys;
  const std::string first = section_of(shipped().config.backends.front());
  for (const WrittenKey& one : shipped_keys()) {
    if (one.section == first) keys.push_back(one);
  }
  return keys;
}

std::vector<ShownKey> show_backend(const Written& written, const BackendConfig& backend) {
  std::vector<ShownKey> keys;
  for (const WrittenKey& by_default : backend_defaults()) {
    ShownKey key = shown(written, section_of(backend), by_default);
    if (key.key == "name") key.value = '"' + backend.name + '"';
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace

std::vector<ShownKey> show_config(const ParsedConfig& parsed) {
  const Written written = by_key(parsed);
  std::vector<ShownKey> all;
  bool backends_shown = false;
  for (const WrittenKey& one : shipped_keys()) {
    if (!is_backend(one.section)) {
      all.push_back(shown(written, one.section, one));
      continue;
    }
    if (std::exchange(backends_shown, true)) continue;
    for (const BackendConfig& backend : parsed.config.backends) {
      const std::vector<ShownKey> keys = show_backend(written, backend);
      all.insert(all.end(), keys.begin(), keys.end());
    }
  }
  return all;
}

std::vector<std::string> config_changes(const ParsedConfig& running, const ParsedConfig& wanted) {
  const std::vector<ShownKey> before = show_config(running);
  const std::vector<ShownKey> after = show_config(wanted);
  const auto find = [](const std::vector<ShownKey>& keys, const ShownKey& like) {
    return std::find_if(keys.begin(), keys.end(), [&like](const ShownKey& key) {
      return key.section == like.section && key.key == like.key;
    });
  };
  std::vector<std::string> lines;
  for (const ShownKey& key : before) {
    if (key.key == "url" && is_backend(key.section) && find(after, key) == after.end()) {
      lines.push_back(key.section + " goes");
    }
  }
  for (const ShownKey& key : after) {
    const auto known = find(before, key);
    if (known == before.end()) {
      if (key.key == "url") lines.push_back(key.section + " comes: " + key.value);
    } else if (known->value != key.value) {
      lines.push_back(
          key.section + (is_backend(key.section) ? ": " + key.key + " " : "." + key.key + ": ") +
          known->value + " -> " + key.value +
          (key.key == "url" && is_backend(key.section) ? ", another server that begins anew" : ""));
    }
  }
  return lines;
}

}  // namespace rrlb
