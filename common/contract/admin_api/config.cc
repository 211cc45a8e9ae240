#include "common/contract/admin_api/config.h"

#include <nlohmann/json.hpp>

#include "common/contract/json.h"

namespace rrlb::admin_api {
namespace {

using json::Json;

ConfigKey key_of(const Json& key) {
  return {json::text(key, "section"), json::text(key, "key"), json::text(key, "value"),
          json::text(key, "from")};
}

}  // namespace

std::string to_json(const ConfigKeys& keys) {
  std::string text = json::to_text({{"file", keys.file}, {"keys", Json::array()}});
  text.resize(text.size() - 2);  // one key at a time: there may be 70,000
  for (const ConfigKey& one : keys.keys) {
    if (text.back() != '[') text += ',';
    text += json::to_text(
        {{"section", one.section}, {"key", one.key}, {"value", one.value}, {"from", one.from}});
  }
  return text + "]}";
}

std::string to_json(const Diff& diff) {
  return json::to_text({{"changes", diff.changes}, {"cuts", diff.cuts}, {"notes", diff.notes}});
}

std::string to_json(const Reloaded& reloaded) {
  return json::to_text({{"backends", json::or_null(reloaded.backends)},
                        {"before", json::or_null(reloaded.before)},
                        {"notes", reloaded.notes}});
}

std::optional<ConfigKeys> read_config_keys(std::string_view text) {
  const auto answer = json::parse_object(text);
  if (!answer) return std::nullopt;
  return ConfigKeys{json::text(*answer, "file"), json::list(*answer, "keys", key_of)};
}

std::optional<Diff> read_diff(std::string_view text) {
  const auto answer = json::parse_object(text);
  if (!answer) return std::nullopt;
  return Diff{json::texts(*answer, "changes"), json::texts(*answer, "cuts"),
              json::texts(*answer, "notes")};
}

std::optional<Reloaded> read_reloaded(std::string_view text) {
  const auto answer = json::parse_object(text);
  if (!answer) return std::nullopt;
  return Reloaded{json::count(*answer, "backends"), json::count(*answer, "before"),
                  json::texts(*answer, "notes")};
}

}  // namespace rrlb::admin_api
