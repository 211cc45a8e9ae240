#include "daemon/admin/config_routes.h"

#include <chrono>
#include <utility>

#include "common/base/counted.h"
#include "common/config/view.h"
#include "common/contract/admin_api/answers.h"
#include "common/contract/admin_api/config.h"
#include "common/program/config_file.h"
#include "daemon/admin/json_answer.h"

namespace rrlb {
namespace {

HttpAnswer refused(const std::vector<Problem>& problems, const std::string& file) {
  admin_api::Refusal refusal{counted(problems.size(), "problem") + " in " + file, {}};
  for (const Problem& one : problems) refusal.problems.push_back(headline(one));
  return json_answer(422, to_json(refusal));
}

std::string from_operator(const Override& entry) {
  return "operator " + entry.origin.who + ", " + format_rfc3339(entry.origin.when);
}

// As a file would have it.
std::string value_of(const Override& entry) {
  const bool quoted = entry.key == OverrideKey::state || entry.key == OverrideKey::added;
  return quoted ? '"' + entry.value() + '"' : entry.value();
}

// nullptr if the key of the backend is not overridden.
const Override* override_of(const std::vector<const Override*>& overrides, std::string_view key) {
  for (const Override* one : overrides) {
    if (to_string(one->key) == key) return one;
  }
  return nullptr;
}

}  // namespace

ConfigRoutes::ConfigRoutes(HttpServer& server, Parts parts) : parts_{std::move(parts)} {
  server.route("POST", "/api/reload", [this](const HttpRequest&) { return reload(); });
  server.route("GET", "/api/diff", [this](const HttpRequest&) { return diff(); });
  server.route("GET", "/api/config", [this](const HttpRequest&) { return config(); });
}

HttpAnswer ConfigRoutes::reload() {
  const std::size_t before = parts_.roster.size();
  const std::vector<Problem> problems = parts_.reload();
  if (!problems.empty()) return refused(problems, parts_.running.config_file());
  return json_answer(200,
                     to_json(admin_api::Reloaded{parts_.roster.size(), before,
                                                 parts_.restart_needed(parts_.running.file())}));
}

HttpAnswer ConfigRoutes::diff() const {
  const ParsedConfig loaded = load_config(parts_.running.config_file());
  if (!loaded.problems.empty()) return refused(loaded.problems, parts_.running.config_file());
  Overrides overrides = parts_.running.overrides();
  admin_api::Diff diff{config_changes(parts_.running.parsed_file(), loaded),
                       {},
                       parts_.restart_needed(loaded.config)};
  for (const EndedOverride& one : overrides.end(loaded.config, std::chrono::system_clock::now())) {
    diff.changes.push_back(one.line);
  }
  return json_answer(200, to_json(diff));
}

HttpAnswer ConfigRoutes::config() const {
  const Overrides& overrides = parts_.running.overrides();
  const auto overridden = overrides.by_backend();
  admin_api::ConfigKeys keys{parts_.running.config_file(), {}};
  for (const ShownKey& key : show_config(parts_.running.parsed_file())) {
    const auto mine = overridden.find(key.backend);
    const Override* set =
        mine == overridden.end() ? nullptr : override_of(mine->second, key.key.name);
    keys.keys.push_back({section_title(key), std::string{key.key.name},
                         set != nullptr ? value_of(*set) : key.value,
                         set != nullptr ? from_operator(*set) : key.from});
  }
  for (const Override& one : overrides.all()) {
    if (one.key != OverrideKey::added && one.key != OverrideKey::removed) continue;
    keys.keys.push_back({backend_title(one.backend), std::string{to_string(one.key)}, value_of(one),
                         from_operator(one)});
  }
  return json_answer(200, to_json(keys));
}

}  // namespace rrlb
