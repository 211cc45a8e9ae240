#include "common/config/view.h"

#include <algorithm>
#include <utility>

#include "common/config/find_backend.h"
#include "common/config/shipped.h"

namespace rrlb {
namespace {

using WrittenKeys = std::vector<WrittenKey>;

struct DefaultKey {
  KeyId id;
  std::string value;
  unsigned line;  // in the shipped file
};

// The shipped file has every key with its default; of a backend's keys, in its first [[backend]].
std::vector<DefaultKey> read_defaults() {
  const ParsedConfig shipped = parse_config({{"rrlb.conf", std::string{shipped_config()}, false}});
  std::vector<DefaultKey> defaults;
  const auto add = [&defaults](SectionId section, const WrittenKeys& keys) {
    for (const WrittenKey& one : keys) {
      defaults.push_back({{section, one.name}, one.value, one.place.line});
    }
  };
  for (const auto& [section, keys] : shipped.written) add(section, keys);
  add(SectionId::backend, shipped.written_backends.at(shipped.config.backends.front().name));
  std::sort(defaults.begin(), defaults.end(),
            [](const DefaultKey& a, const DefaultKey& b) { return a.line < b.line; });
  return defaults;
}

// In the order of the shipped file, in which a reader looks for them.
const std::vector<DefaultKey>& defaults() {
  static const std::vector<DefaultKey> all = read_defaults();
  return all;
}

const std::vector<DefaultKey>& backend_defaults() {
  static const std::vector<DefaultKey> all = [] {
    std::vector<DefaultKey> found;
    std::copy_if(defaults().begin(), defaults().end(), std::back_inserter(found),
                 [](const DefaultKey& one) { return one.id.section == SectionId::backend; });
    return found;
  }();
  return all;
}

const WrittenKeys& written_of(const ParsedConfig& parsed, const BackendConfig& backend) {
  static const WrittenKeys none;
  const auto found = parsed.written_backends.find(backend.name);
  return found == parsed.written_backends.end() ? none : found->second;
}

// nullptr if the backend has the default.
const WrittenKey* find_written(const WrittenKeys& written, std::string_view name) {
  const auto found = std::find_if(written.begin(), written.end(),
                                  [name](const WrittenKey& one) { return one.name == name; });
  return found == written.end() ? nullptr : &*found;
}

ShownKey shown(const WrittenKey* written, const DefaultKey& by_default, std::string backend) {
  if (written == nullptr) return {by_default.id, std::move(backend), by_default.value, "default"};
  return {by_default.id, std::move(backend), written->value,
          written->place.file + ":" + std::to_string(written->place.line)};
}

void show_backend(std::vector<ShownKey>& all, const ParsedConfig& parsed,
                  const BackendConfig& backend) {
  const WrittenKeys& written = written_of(parsed, backend);
  for (const DefaultKey& one : backend_defaults()) {
    ShownKey key = shown(find_written(written, one.id.name), one, backend.name);
    if (one.id.name == "name") key.value = '"' + backend.name + '"';
    all.push_back(std::move(key));
  }
}

// Calls `section_key` for each key outside of [[backend]], and `backends` once, where the shipped
// file has them.
template <typename SectionKey, typename Backends>
void for_each_in_order(SectionKey section_key, Backends backends) {
  bool backends_done = false;
  for (const DefaultKey& one : defaults()) {
    if (one.id.section != SectionId::backend) {
      section_key(one);
    } else if (!std::exchange(backends_done, true)) {
      backends();
    }
  }
}

const std::string& value_of(const WrittenKey* written, const DefaultKey& by_default) {
  return written == nullptr ? by_default.value : written->value;
}

// What is different in a backend that both configurations have.
void add_backend_changes(std::vector<std::string>& lines, const WrittenKeys& before,
                         const WrittenKeys& after, const std::string& name) {
  for (const DefaultKey& one : backend_defaults()) {
    if (one.id.name == "name") continue;
    const std::string& old_value = value_of(find_written(before, one.id.name), one);
    const std::string& new_value = value_of(find_written(after, one.id.name), one);
    if (old_value == new_value) continue;
    lines.push_back(backend_title(name) + ": " + std::string{one.id.name} + " " + old_value +
                    " -> " + new_value +
                    (one.id.name == "url" ? ", another server that begins anew" : ""));
  }
}

void add_all_backend_changes(std::vector<std::string>& lines, const ParsedConfig& running,
                             const ParsedConfig& wanted) {
  const BackendsByName before{running.config.backends};
  for (const BackendConfig& backend : wanted.config.backends) {
    const WrittenKeys& written = written_of(wanted, backend);
    if (const BackendConfig* known = before.find(backend.name)) {
      add_backend_changes(lines, written_of(running, *known), written, backend.name);
    } else if (const WrittenKey* url = find_written(written, "url")) {
      lines.push_back(backend_title(backend.name) + " comes: " + url->value);
    }
  }
}

}  // namespace

std::string backend_title(const std::string& name) { return "backend \"" + name + "\""; }

std::string section_title(const ShownKey& key) {
  return key.key.section == SectionId::backend ? backend_title(key.backend)
                                               : std::string{to_string(key.key.section)};
}

std::vector<ShownKey> show_config(const ParsedConfig& parsed) {
  std::vector<ShownKey> all;
  for_each_in_order(
      [&](const DefaultKey& one) { all.push_back(shown(find_written(parsed, one.id), one, {})); },
      [&] {
        for (const BackendConfig& backend : parsed.config.backends) {
          show_backend(all, parsed, backend);
        }
      });
  return all;
}

std::vector<std::string> config_changes(const ParsedConfig& running, const ParsedConfig& wanted) {
  std::vector<std::string> lines;
  const BackendsByName after{wanted.config.backends};
  for (const BackendConfig& backend : running.config.backends) {
    if (after.find(backend.name) == nullptr) lines.push_back(backend_title(backend.name) + " goes");
  }
  for_each_in_order(
      [&](const DefaultKey& one) {
        const std::string& old_value = value_of(find_written(running, one.id), one);
        const std::string& new_value = value_of(find_written(wanted, one.id), one);
        if (old_value == new_value) return;
        lines.push_back(to_string(one.id) + ": " + old_value + " -> " + new_value);
      },
      [&] { add_all_backend_changes(lines, running, wanted); });
  return lines;
}

}  // namespace rrlb
