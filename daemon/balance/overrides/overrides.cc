#include "daemon/balance/overrides/overrides.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace rrlb {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestText = 256;
constexpr std::size_t kMostWishes = 10'000;
constexpr int kVersion = 1;
constexpr Milliseconds kOneYear{365LL * 24 * 3'600'000};

constexpr std::array<std::pair<WishKey, std::string_view>, 4> kKeys{{
    {WishKey::state, "state"},
    {WishKey::weight, "weight"},
    {WishKey::added, "added"},
    {WishKey::removed, "removed"},
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

// What the file says of what a wish is about.
std::string file_says(const BackendConfig* backend, WishKey key) {
  if (backend == nullptr) return {};
  switch (key) {
    case WishKey::state:
      return std::string{to_string(backend->state)};
    case WishKey::weight:
      return std::to_string(backend->weight);
    case WishKey::removed:
      return whole_table(*backend);
    case WishKey::added:
      break;
  }
  return {};
}

std::string words_for(const Wish& wish) {
  switch (wish.key) {
    case WishKey::state:
      return "the wish for state " + wish.value();
    case WishKey::weight:
      return "the wish for weight " + wish.value();
    case WishKey::added:
      return "the wish that added it";
    case WishKey::removed:
      return "the wish that removed it";
  }
  return {};
}

Json to_json_value(const Wish& wish) {
  Json json{{"backend", wish.backend}, {"key", to_string(wish.key)}};
  if (wish.key == WishKey::state) json["state"] = to_string(wish.state);
  if (wish.key == WishKey::weight || wish.key == WishKey::added) json["weight"] = wish.weight;
  if (wish.key == WishKey::added) json["url"] = wish.url;
  json["who"] = wish.origin.who;
  json["when"] = format_rfc3339(wish.origin.when);
  json["why"] = wish.origin.why;
  json["until"] = wish.origin.until ? Json(format_rfc3339(*wish.origin.until)) : Json(nullptr);
  json["file_said"] = wish.file_said;
  return json;
}

std::optional<std::string> text_of(const Json& json, const char* name) {
  const auto member = json.find(name);
  if (member == json.end() || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

// Nothing for what is no wish.
std::optional<Wish> wish_from(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  Wish wish;
  const auto backend = text_of(json, "backend");
  const auto key = text_of(json, "key");
  const auto known = std::find_if(kKeys.begin(), kKeys.end(),
                                  [&key](const auto& one) { return key && one.second == *key; });
  const auto who = text_of(json, "who");
  const auto when = parse_rfc3339(text_of(json, "when").value_or(""));
  if (!backend || backend->size() > kLongestText || known == kKeys.end() || !who || !when) {
    return std::nullopt;
  }
  wish.backend = *backend;
  wish.key = known->first;
  wish.origin = {tamed(*who), *when, tamed(text_of(json, "why").value_or("")), std::nullopt};
  wish.file_said = text_of(json, "file_said").value_or("");
  const auto until = text_of(json, "until");
  if (until) {
    wish.origin.until = parse_rfc3339(*until);
    if (!wish.origin.until) return std::nullopt;
  }
  if (wish.key == WishKey::state) {
    const auto state = text_of(json, "state");
    for (const Wanted one : {Wanted::enabled, Wanted::draining, Wanted::disabled}) {
      if (state && to_string(one) == *state) {
        wish.state = one;
        return wish;
      }
    }
    return std::nullopt;
  }
  if (wish.key == WishKey::weight || wish.key == WishKey::added) {
    const auto weight = json.find("weight");
    if (weight == json.end() || !weight->is_number_unsigned()) return std::nullopt;
    wish.weight = weight->get<std::uint64_t>();
    if (wish.weight < 1 || wish.weight > 256) return std::nullopt;
  }
  if (wish.key == WishKey::added) {
    const auto url = parse_url(text_of(json, "url").value_or(""));
    if (!url || url->https) return std::nullopt;
    wish.url = url->text();
  }
  return wish;
}

}  // namespace

std::string_view to_string(WishKey key) {
  for (const auto& [one, word] : kKeys) {
    if (one == key) return word;
  }
  return {};
}

std::string Wish::value() const {
  switch (key) {
    case WishKey::state:
      return std::string{to_string(state)};
    case WishKey::weight:
      return std::to_string(weight);
    case WishKey::added:
      return url;
    case WishKey::removed:
      return "true";
  }
  return {};
}

void Wishes::put(Wish wish) {
  wish.origin.who = tamed(std::move(wish.origin.who));
  wish.origin.why = tamed(std::move(wish.origin.why));
  withdraw(wish.backend, wish.key);
  wishes_.push_back(std::move(wish));
}

bool Wishes::want_state(const Config& file, const std::string& backend, Wanted state,
                        WishOrigin origin) {
  const BackendConfig* in_file = find(file, backend);
  const Wanted file_state = in_file != nullptr ? in_file->state : Wanted::enabled;
  if (file_state == state) {
    withdraw(backend, WishKey::state);
    return false;
  }
  Wish wish{
      backend, WishKey::state, state, 1, {}, std::move(origin), file_says(in_file, WishKey::state)};
  put(std::move(wish));
  return true;
}

bool Wishes::want_weight(const Config& file, const std::string& backend, std::uint64_t weight,
                         WishOrigin origin) {
  const BackendConfig* in_file = find(file, backend);
  if (in_file != nullptr && in_file->weight == weight) {
    withdraw(backend, WishKey::weight);
    return false;
  }
  Wish wish{backend,
            WishKey::weight,
            Wanted::enabled,
            weight,
            {},
            std::move(origin),
            file_says(in_file, WishKey::weight)};
  put(std::move(wish));
  return true;
}

void Wishes::add(const BackendConfig& backend, WishOrigin origin) {
  put({backend.name,
       WishKey::added,
       Wanted::enabled,
       backend.weight,
       backend.url.text(),
       std::move(origin),
       {}});
}

void Wishes::remove(const Config& file, const std::string& backend, WishOrigin origin) {
  std::erase_if(wishes_, [&backend](const Wish& wish) { return wish.backend == backend; });
  const BackendConfig* in_file = find(file, backend);
  if (in_file == nullptr) return;  // an operator had added it
  put({backend,
       WishKey::removed,
       Wanted::enabled,
       1,
       {},
       std::move(origin),
       file_says(in_file, WishKey::removed)});
}

bool Wishes::withdraw(const std::string& backend, WishKey key) {
  return std::erase_if(wishes_, [&](const Wish& wish) {
           return wish.backend == backend && wish.key == key;
         }) > 0;
}

Config Wishes::applied_to(const Config& file) const {
  Config config = file;
  for (const Wish& wish : wishes_) {
    if (wish.key == WishKey::removed) {
      std::erase_if(config.backends,
                    [&wish](const BackendConfig& backend) { return backend.name == wish.backend; });
    } else if (wish.key == WishKey::added && find(file, wish.backend) == nullptr) {
      BackendConfig backend;
      backend.name = wish.backend;
      backend.url = parse_url(wish.url).value_or(Url{});
      backend.weight = wish.weight;
      config.backends.push_back(std::move(backend));
    }
  }
  for (const Wish& wish : wishes_) {
    for (BackendConfig& backend : config.backends) {
      if (backend.name != wish.backend) continue;
      if (wish.key == WishKey::state) backend.state = wish.state;
      if (wish.key == WishKey::weight) backend.weight = wish.weight;
    }
  }
  return config;
}

// "" while it holds.
std::string Wishes::why_over(const Wish& wish, const Config& file, WallTime now) const {
  if (wish.origin.until && *wish.origin.until <= now) {
    return "it was until " + to_seconds(*wish.origin.until);
  }
  const BackendConfig* in_file = find(file, wish.backend);
  if (wish.key == WishKey::added) {
    if (in_file != nullptr) return "the file has it now";
    const auto removed = [this](const std::string& name) {
      return std::any_of(wishes_.begin(), wishes_.end(), [&name](const Wish& other) {
        return other.key == WishKey::removed && other.backend == name;
      });
    };
    const bool url_is_there =
        std::any_of(file.backends.begin(), file.backends.end(), [&](const BackendConfig& backend) {
          return backend.url.text() == wish.url && !removed(backend.name);
        });
    return url_is_there ? "the file has its url now" : "";
  }
  const bool added = std::any_of(wishes_.begin(), wishes_.end(), [&wish](const Wish& other) {
    return other.backend == wish.backend && other.key == WishKey::added;
  });
  if (in_file == nullptr) return added ? "" : "the backend is gone from the file";
  const std::string says = file_says(in_file, wish.key);
  if (says == wish.file_said) return {};
  if (wish.key == WishKey::removed) return "its table in the file was edited";
  return "the file's " + std::string{to_string(wish.key)} + " was edited" +
         (wish.file_said.empty() ? "" : ", " + wish.file_said + " -> " + says);
}

std::vector<EndedWish> Wishes::end(const Config& file, WallTime now) {
  std::vector<EndedWish> ended;
  for (bool again = true; again;) {  // a backend that goes takes its other wishes with it
    again = false;
    for (auto wish = wishes_.begin(); wish != wishes_.end(); ++wish) {
      const std::string why = why_over(*wish, file, now);
      if (why.empty()) continue;
      ended.push_back({*wish, "backend \"" + wish->backend + "\": " + words_for(*wish) + " (" +
                                  wish->origin.who + ", " + to_seconds(wish->origin.when) +
                                  ") ends: " + why});
      wishes_.erase(wish);
      again = true;
      break;
    }
  }
  return ended;
}

std::optional<WallTime> Wishes::next_end() const {
  std::optional<WallTime> next;
  for (const Wish& wish : wishes_) {
    if (wish.origin.until && (!next || *wish.origin.until < *next)) next = wish.origin.until;
  }
  return next;
}

std::vector<Wish> Wishes::of(const std::string& backend) const {
  std::vector<Wish> found;
  std::copy_if(wishes_.begin(), wishes_.end(), std::back_inserter(found),
               [&backend](const Wish& wish) { return wish.backend == backend; });
  return found;
}

std::string Wishes::to_json() const {
  Json all = Json::array();
  for (const Wish& wish : wishes_) all.push_back(to_json_value(wish));
  return Json{{"version", kVersion}, {"wishes", all}}.dump(2, ' ', false,
                                                           Json::error_handler_t::replace) +
         "\n";
}

std::string Wishes::read_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return "not a JSON object";
  const auto version = json.find("version");
  if (version == json.end() || *version != kVersion) {
    return "not of version " + std::to_string(kVersion);
  }
  const auto list = json.find("wishes");
  if (list == json.end() || !list->is_array()) return "wishes: expected a list";
  if (list->size() > kMostWishes) return "wishes: more than " + std::to_string(kMostWishes);
  std::vector<Wish> read;
  for (const Json& one : *list) {
    std::optional<Wish> wish = wish_from(one);
    if (!wish) return "wishes[" + std::to_string(read.size()) + "]: not a wish";
    read.push_back(std::move(*wish));
  }
  wishes_.clear();
  for (Wish& wish : read) put(std::move(wish));  // of two about the same, the last one holds
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
