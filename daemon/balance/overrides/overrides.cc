#include "daemon/balance/overrides/overrides.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "common/base/duration.h"
#include "common/base/printable.h"
#include "common/config/find_backend.h"
#include "common/contract/json.h"
#include "common/contract/limits.h"

namespace rrlb {
namespace {

using json::Json;

constexpr std::size_t kMostOverrides = 10'000;
constexpr int kVersion = 1;
constexpr Milliseconds kOneYear{365LL * 24 * 3'600'000};

constexpr std::array<std::pair<OverrideKey, std::string_view>, 4> kKeys{{
    {OverrideKey::state, "state"},
    {OverrideKey::weight, "weight"},
    {OverrideKey::added, "added"},
    {OverrideKey::removed, "removed"},
}};

std::string to_seconds(WallTime time) {
  return format_rfc3339(std::chrono::floor<std::chrono::seconds>(time));
}

// Stands in logs, on terminals and in the state file.
std::string tamed(std::string_view text) { return printable(text, kLongestOverrideText); }

std::string whole_table(const BackendConfig& backend) {
  return backend.url.text() + " weight " + std::to_string(backend.weight) + " max_connections " +
         std::to_string(backend.max_connections) + " state " +
         std::string{to_string(backend.state)} + " public_url " +
         (backend.public_url ? backend.public_url->text() : "") + " metrics_url " +
         (backend.metrics_url ? backend.metrics_url->text() : "");
}

// What the file says of what an override is about.
std::string file_says(const BackendConfig* backend, OverrideKey key) {
  if (backend == nullptr) return {};
  switch (key) {
    case OverrideKey::state:
      return std::string{to_string(backend->state)};
    case OverrideKey::weight:
      return std::to_string(backend->weight);
    case OverrideKey::removed:
      return whole_table(*backend);
    case OverrideKey::added:
      break;
  }
  return {};
}

std::string words_for(const Override& entry) {
  switch (entry.key) {
    case OverrideKey::state:
      return "override state " + entry.value();
    case OverrideKey::weight:
      return "override weight " + entry.value();
    case OverrideKey::added:
      return "override added";
    case OverrideKey::removed:
      return "override removed";
  }
  return {};
}

Json to_json_value(const Override& entry) {
  Json json{{"backend", entry.backend}, {"key", to_string(entry.key)}};
  if (entry.key == OverrideKey::state) json["state"] = to_string(entry.state);
  if (entry.key == OverrideKey::weight || entry.key == OverrideKey::added)
    json["weight"] = entry.weight;
  if (entry.key == OverrideKey::added) json["url"] = entry.url;
  json["who"] = entry.origin.who;
  json["when"] = format_rfc3339(entry.origin.when);
  json["why"] = entry.origin.why;
  json["until"] = entry.origin.until ? Json(format_rfc3339(*entry.origin.until)) : Json(nullptr);
  json["file_said"] = entry.file_said;
  return json;
}

std::optional<Wanted> state_from(const std::string& word) {
  for (const Wanted one : {Wanted::enabled, Wanted::draining, Wanted::disabled}) {
    if (to_string(one) == word) return one;
  }
  return std::nullopt;
}

std::optional<OverrideKey> key_from(const std::string& word) {
  for (const auto& [key, known] : kKeys) {
    if (known == word) return key;
  }
  return std::nullopt;
}

// False if the members that its key needs are missing or wrong.
bool read_value(Override& entry, const Json& json) {
  if (entry.key == OverrideKey::state) {
    const auto state = state_from(json::text(json, "state"));
    entry.state = state.value_or(Wanted::enabled);
    return state.has_value();
  }
  if (entry.key == OverrideKey::removed) return true;
  entry.weight = json::count(json, "weight").value_or(0);
  if (!is_weight(entry.weight)) return false;
  if (entry.key == OverrideKey::weight) return true;
  const auto url = parse_url(json::text(json, "url"));
  if (!url || url->https) return false;
  entry.url = url->text();
  return true;
}

// Nothing if it is not an override.
std::optional<Override> override_from(const Json& json) {
  const auto backend = json::optional_text(json, "backend");
  const auto key = key_from(json::text(json, "key"));
  const auto who = json::optional_text(json, "who");
  const auto when = parse_rfc3339(json::text(json, "when"));
  if (!backend || backend->size() > kLongestOverrideText || !key || !who || !when) {
    return std::nullopt;
  }
  Override entry;
  entry.backend = *backend;
  entry.key = *key;
  entry.origin = {tamed(*who), *when, tamed(json::text(json, "why")), std::nullopt};
  entry.file_said = json::text(json, "file_said");
  if (const auto until = json::optional_text(json, "until")) {
    entry.origin.until = parse_rfc3339(*until);
    if (!entry.origin.until) return std::nullopt;
  }
  return read_value(entry, json) ? std::optional{std::move(entry)} : std::nullopt;
}

}  // namespace

std::string_view to_string(OverrideKey key) {
  for (const auto& [one, word] : kKeys) {
    if (one == key) return word;
  }
  return {};
}

std::string Override::value() const {
  switch (key) {
    case OverrideKey::state:
      return std::string{to_string(state)};
    case OverrideKey::weight:
      return std::to_string(weight);
    case OverrideKey::added:
      return url;
    case OverrideKey::removed:
      return "true";
  }
  return {};
}

void Overrides::put(Override entry) {
  entry.origin.who = tamed(entry.origin.who);
  entry.origin.why = tamed(entry.origin.why);
  withdraw(entry.backend, entry.key);
  overrides_.push_back(std::move(entry));
}

bool Overrides::want_state(const Config& file, const std::string& backend, Wanted state,
                           OverrideOrigin origin) {
  const BackendConfig* in_file = find_backend(file, backend);
  const Wanted file_state = in_file != nullptr ? in_file->state : Wanted::enabled;
  if (file_state == state) {
    withdraw(backend, OverrideKey::state);
    return false;
  }
  Override entry{backend,
                 OverrideKey::state,
                 state,
                 1,
                 {},
                 std::move(origin),
                 file_says(in_file, OverrideKey::state)};
  put(std::move(entry));
  return true;
}

bool Overrides::want_weight(const Config& file, const std::string& backend, std::uint64_t weight,
                            OverrideOrigin origin) {
  const BackendConfig* in_file = find_backend(file, backend);
  if (in_file != nullptr && in_file->weight == weight) {
    withdraw(backend, OverrideKey::weight);
    return false;
  }
  Override entry{backend,
                 OverrideKey::weight,
                 Wanted::enabled,
                 weight,
                 {},
                 std::move(origin),
                 file_says(in_file, OverrideKey::weight)};
  put(std::move(entry));
  return true;
}

void Overrides::add(const BackendConfig& backend, OverrideOrigin origin) {
  put({backend.name,
       OverrideKey::added,
       Wanted::enabled,
       backend.weight,
       backend.url.text(),
       std::move(origin),
       {}});
}

void Overrides::remove(const Config& file, const std::string& backend, OverrideOrigin origin) {
  std::erase_if(overrides_, [&backend](const Override& entry) { return entry.backend == backend; });
  const BackendConfig* in_file = find_backend(file, backend);
  if (in_file == nullptr) return;  // an operator had added it
  put({backend,
       OverrideKey::removed,
       Wanted::enabled,
       1,
       {},
       std::move(origin),
       file_says(in_file, OverrideKey::removed)});
}

bool Overrides::withdraw(const std::string& backend, OverrideKey key) {
  return std::erase_if(overrides_, [&](const Override& entry) {
           return entry.backend == backend && entry.key == key;
         }) > 0;
}

Config Overrides::applied_to(const Config& file) const {
  const auto overridden = by_backend();
  const auto apply = [&overridden](BackendConfig& backend) {
    const auto found = overridden.find(backend.name);
    if (found == overridden.end()) return;
    for (const Override* entry : found->second) {
      if (entry->key == OverrideKey::state) backend.state = entry->state;
      if (entry->key == OverrideKey::weight) backend.weight = entry->weight;
    }
  };
  const BackendsByName in_file{file.backends};
  std::unordered_set<std::string_view> removed;
  Config config = file;
  for (const Override& entry : overrides_) {
    if (entry.key == OverrideKey::removed) removed.insert(entry.backend);
    if (entry.key != OverrideKey::added || in_file.find(entry.backend) != nullptr) continue;
    BackendConfig backend;
    backend.name = entry.backend;
    backend.url = parse_url(entry.url).value_or(Url{});
    backend.weight = entry.weight;
    config.backends.push_back(std::move(backend));
  }
  std::erase_if(config.backends,
                [&removed](const BackendConfig& one) { return removed.contains(one.name); });
  std::for_each(config.backends.begin(), config.backends.end(), apply);
  return config;
}

// What overrides are checked against, found by name and by URL so that checking all of them takes
// time linear in their number.
struct Overrides::Surroundings {
  Surroundings(const Config& file, const std::vector<Override>& overrides)
      : in_file{file.backends} {
    for (const BackendConfig& one : file.backends) by_url.emplace(one.url.text(), &one);
    for (const Override& one : overrides) {
      if (one.key == OverrideKey::added) added.insert(one.backend);
      if (one.key == OverrideKey::removed) removed.insert(one.backend);
    }
  }

  BackendsByName in_file;
  std::unordered_multimap<std::string, const BackendConfig*> by_url;
  std::set<std::string> added;
  std::set<std::string> removed;
};

// Why an added backend's override is over; "" while it holds.
std::string Overrides::why_added_over(const Override& entry, const Surroundings& surroundings) {
  if (surroundings.in_file.find(entry.backend) != nullptr) return "the file has it now";
  const auto [first, last] = surroundings.by_url.equal_range(entry.url);
  const bool url_is_there = std::any_of(first, last, [&surroundings](const auto& one) {
    return !surroundings.removed.contains(one.second->name);
  });
  return url_is_there ? "the file has its url now" : "";
}

// "" while it holds.
std::string Overrides::why_over(const Override& entry, const Surroundings& surroundings,
                                WallTime now) {
  if (entry.origin.until && *entry.origin.until <= now) {
    return "it was until " + to_seconds(*entry.origin.until);
  }
  if (entry.key == OverrideKey::added) return why_added_over(entry, surroundings);
  const BackendConfig* in_file = surroundings.in_file.find(entry.backend);
  if (in_file == nullptr) {
    return surroundings.added.contains(entry.backend) ? "" : "the backend is gone from the file";
  }
  const std::string says = file_says(in_file, entry.key);
  if (says == entry.file_said) return {};
  if (entry.key == OverrideKey::removed) return "its table in the file was edited";
  return "the file's " + std::string{to_string(entry.key)} + " was edited" +
         (entry.file_said.empty() ? "" : ", " + entry.file_said + " -> " + says);
}

std::vector<EndedOverride> Overrides::end(const Config& file, WallTime now) {
  std::vector<EndedOverride> ended;
  // A backend that goes takes its other overrides with it: so again, while any ends.
  for (bool again = !overrides_.empty(); again;) {
    again = false;
    const Surroundings surroundings{file, overrides_};
    std::vector<Override> kept;
    for (Override& entry : overrides_) {
      const std::string why = why_over(entry, surroundings, now);
      if (why.empty()) {
        kept.push_back(std::move(entry));
        continue;
      }
      const std::string line = "backend \"" + entry.backend + "\": " + words_for(entry) + " (" +
                               entry.origin.who + ", " + to_seconds(entry.origin.when) +
                               ") ends: " + why;
      ended.push_back({std::move(entry), line});
      again = true;
    }
    overrides_ = std::move(kept);
  }
  return ended;
}

std::optional<WallTime> Overrides::next_end() const {
  std::optional<WallTime> next;
  for (const Override& entry : overrides_) {
    if (entry.origin.until && (!next || *entry.origin.until < *next)) next = entry.origin.until;
  }
  return next;
}

std::unordered_map<std::string_view, std::vector<const Override*>> Overrides::by_backend() const {
  std::unordered_map<std::string_view, std::vector<const Override*>> found;
  for (const Override& entry : overrides_) found[entry.backend].push_back(&entry);
  return found;
}

std::string Overrides::to_json() const {
  Json all = Json::array();
  for (const Override& entry : overrides_) all.push_back(to_json_value(entry));
  return Json{{"version", kVersion}, {"overrides", all}}.dump(2, ' ', false,
                                                              Json::error_handler_t::replace) +
         "\n";
}

std::string Overrides::read_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return "not a JSON object";
  const auto version = json.find("version");
  if (version == json.end() || *version != kVersion) {
    return "not of version " + std::to_string(kVersion);
  }
  auto list = json.find("overrides");
  if (list == json.end()) list = json.find("wishes");  // so written before version 0.2
  if (list == json.end() || !list->is_array()) return "overrides: expected a list";
  if (list->size() > kMostOverrides)
    return "overrides: more than " + std::to_string(kMostOverrides);
  std::vector<Override> read;
  for (const Json& one : *list) {
    std::optional<Override> entry = override_from(one);
    if (!entry) return "overrides[" + std::to_string(read.size()) + "]: not an override";
    read.push_back(std::move(*entry));
  }
  // Of two for the same key of a backend, the last one holds.
  std::set<std::pair<std::string, OverrideKey>> known;
  overrides_.clear();
  for (auto entry = read.rbegin(); entry != read.rend(); ++entry) {
    if (known.emplace(entry->backend, entry->key).second) overrides_.push_back(std::move(*entry));
  }
  std::reverse(overrides_.begin(), overrides_.end());
  return {};
}

ParsedUntil parse_until(std::string_view text, WallTime now) {
  constexpr const char* kExpected =
      "until must be a duration like \"30m\" or \"2h\", or a time like \"2026-11-23T18:00:00Z\"";
  std::optional<WallTime> until = parse_rfc3339(text);
  if (const auto duration = parse_duration(text); duration && duration->count() > 0) {
    if (*duration > kOneYear) return {std::nullopt, "until must be within a year"};
    until = now + *duration;
  }
  if (!until) return {std::nullopt, kExpected};
  if (*until <= now) return {std::nullopt, "until must be in the future"};
  if (*until > now + kOneYear) return {std::nullopt, "until must be within a year"};
  return {until, {}};
}

}  // namespace rrlb
