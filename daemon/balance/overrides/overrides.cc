#include "daemon/balance/overrides/overrides.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestText = 256;
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

// What stands in logs, on terminals and in a file has no control characters, and an end.
std::string tamed(std::string text) {
  if (text.size() > kLongestText) text.resize(kLongestText);
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }, '?');
  return text;
}

const BackendConfig* find(const Config& config, const std::string& name) {
  const auto found =
      std::find_if(config.backends.begin(), config.backends.end(),
                   [&name](const BackendConfig& backend) { return backend.name == name; });
  return found == config.backends.end() ? nullptr : &*found;
}

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

std::optional<std::string> text_of(const Json& json, const char* name) {
  const auto member = json.find(name);
  if (member == json.end() || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

// Nothing if it is not an override.
std::optional<Override> override_from(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  Override entry;
  const auto backend = text_of(json, "backend");
  const auto key = text_of(json, "key");
  const auto known = std::find_if(kKeys.begin(), kKeys.end(),
                                  [&key](const auto& one) { return key && one.second == *key; });
  const auto who = text_of(json, "who");
  const auto when = parse_rfc3339(text_of(json, "when").value_or(""));
  if (!backend || backend->size() > kLongestText || known == kKeys.end() || !who || !when) {
    return std::nullopt;
  }
  entry.backend = *backend;
  entry.key = known->first;
  entry.origin = {tamed(*who), *when, tamed(text_of(json, "why").value_or("")), std::nullopt};
  entry.file_said = text_of(json, "file_said").value_or("");
  const auto until = text_of(json, "until");
  if (until) {
    entry.origin.until = parse_rfc3339(*until);
    if (!entry.origin.until) return std::nullopt;
  }
  if (entry.key == OverrideKey::state) {
    const auto state = text_of(json, "state");
    for (const Wanted one : {Wanted::enabled, Wanted::draining, Wanted::disabled}) {
      if (state && to_string(one) == *state) {
        entry.state = one;
        return entry;
      }
    }
    return std::nullopt;
  }
  if (entry.key == OverrideKey::weight || entry.key == OverrideKey::added) {
    const auto weight = json.find("weight");
    if (weight == json.end() || !weight->is_number_unsigned()) return std::nullopt;
    entry.weight = weight->get<std::uint64_t>();
    if (entry.weight < 1 || entry.weight > 256) return std::nullopt;
  }
  if (entry.key == OverrideKey::added) {
    const auto url = parse_url(text_of(json, "url").value_or(""));
    if (!url || url->https) return std::nullopt;
    entry.url = url->text();
  }
  return entry;
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
  entry.origin.who = tamed(std::move(entry.origin.who));
  entry.origin.why = tamed(std::move(entry.origin.why));
  withdraw(entry.backend, entry.key);
  overrides_.push_back(std::move(entry));
}

bool Overrides::want_state(const Config& file, const std::string& backend, Wanted state,
                           OverrideOrigin origin) {
  const BackendConfig* in_file = find(file, backend);
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
  const BackendConfig* in_file = find(file, backend);
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
  const BackendConfig* in_file = find(file, backend);
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
  Config config = file;
  for (const Override& entry : overrides_) {
    if (entry.key == OverrideKey::removed) {
      std::erase_if(config.backends, [&entry](const BackendConfig& backend) {
        return backend.name == entry.backend;
      });
    } else if (entry.key == OverrideKey::added && find(file, entry.backend) == nullptr) {
      BackendConfig backend;
      backend.name = entry.backend;
      backend.url = parse_url(entry.url).value_or(Url{});
      backend.weight = entry.weight;
      config.backends.push_back(std::move(backend));
    }
  }
  for (const Override& entry : overrides_) {
    for (BackendConfig& backend : config.backends) {
      if (backend.name != entry.backend) continue;
      if (entry.key == OverrideKey::state) backend.state = entry.state;
      if (entry.key == OverrideKey::weight) backend.weight = entry.weight;
    }
  }
  return config;
}

// "" while it holds.
std::string Overrides::why_over(const Override& entry, const Config& file, WallTime now) const {
  if (entry.origin.until && *entry.origin.until <= now) {
    return "it was until " + to_seconds(*entry.origin.until);
  }
  const BackendConfig* in_file = find(file, entry.backend);
  if (entry.key == OverrideKey::added) {
    if (in_file != nullptr) return "the file has it now";
    const auto removed = [this](const std::string& name) {
      return std::any_of(overrides_.begin(), overrides_.end(), [&name](const Override& other) {
        return other.key == OverrideKey::removed && other.backend == name;
      });
    };
    const bool url_is_there =
        std::any_of(file.backends.begin(), file.backends.end(), [&](const BackendConfig& backend) {
          return backend.url.text() == entry.url && !removed(backend.name);
        });
    return url_is_there ? "the file has its url now" : "";
  }
  const bool added =
      std::any_of(overrides_.begin(), overrides_.end(), [&entry](const Override& other) {
        return other.backend == entry.backend && other.key == OverrideKey::added;
      });
  if (in_file == nullptr) return added ? "" : "the backend is gone from the file";
  const std::string says = file_says(in_file, entry.key);
  if (says == entry.file_said) return {};
  if (entry.key == OverrideKey::removed) return "its table in the file was edited";
  return "the file's " + std::string{to_string(entry.key)} + " was edited" +
         (entry.file_said.empty() ? "" : ", " + entry.file_said + " -> " + says);
}

std::vector<EndedOverride> Overrides::end(const Config& file, WallTime now) {
  std::vector<EndedOverride> ended;
  for (bool again = true; again;) {  // a backend that goes takes its other overrides with it
    again = false;
    for (auto entry = overrides_.begin(); entry != overrides_.end(); ++entry) {
      const std::string why = why_over(*entry, file, now);
      if (why.empty()) continue;
      ended.push_back({*entry, "backend \"" + entry->backend + "\": " + words_for(*entry) + " (" +
                                   entry->origin.who + ", " + to_seconds(entry->origin.when) +
                                   ") ends: " + why});
      overrides_.erase(entry);
      again = true;
      break;
    }
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

std::vector<Override> Overrides::of(const std::string& backend) const {
  std::vector<Override> found;
  std::copy_if(overrides_.begin(), overrides_.end(), std::back_inserter(found),
               [&backend](const Override& entry) { return entry.backend == backend; });
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
  overrides_.clear();
  for (Override& entry : read) put(std::move(entry));  // of two about the same, the last one holds
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
