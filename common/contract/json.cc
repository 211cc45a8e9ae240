#include "common/contract/json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/contract/json_depth.h"

namespace rrlb::json {

std::optional<Json> parse_object(std::string_view text) {
  if (nested_too_deep(text)) return std::nullopt;
  Json parsed = Json::parse(text, nullptr, false);
  return parsed.is_object() ? std::optional{std::move(parsed)} : std::nullopt;
}

std::string to_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json& member(const Json& object, const char* key) {
  static const Json null;
  if (!object.is_object()) return null;
  const auto found = object.find(key);
  return found == object.end() ? null : *found;
}

std::string text(const Json& object, const char* key) {
  return optional_text(object, key).value_or("");
}

std::optional<std::string> optional_text(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_string() ? std::optional{value.get<std::string>()} : std::nullopt;
}

std::optional<double> number(const Json& object, const char* key) {
  const Json& value = member(object, key);
  if (!value.is_number()) return std::nullopt;
  const double figure = value.get<double>();
  return std::isfinite(figure) ? std::optional{figure} : std::nullopt;
}

std::optional<std::uint64_t> count(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_number_unsigned() ? std::optional{value.get<std::uint64_t>()} : std::nullopt;
}

bool truth(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::vector<std::string> texts(const Json& object, const char* key) {
  return list(object, key,
              [](const Json& one) { return one.is_string() ? one.get<std::string>() : ""; });
}

bool is_object(const Json& value) { return value.is_object(); }
bool is_list(const Json& value) { return value.is_array(); }

std::vector<const Json*> elements(const Json& object, const char* key) {
  std::vector<const Json*> all;
  const Json& value = member(object, key);
  if (!value.is_array()) return all;
  for (const Json& one : value) all.push_back(&one);
  return all;
}

Json or_null(const std::optional<std::uint64_t>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json or_null(const std::optional<std::string>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json rounded(double value) { return std::round(value * 1000.0) / 1000.0; }

Json rounded(const std::optional<double>& value) { return value ? rounded(*value) : Json(nullptr); }

}  // namespace rrlb::json
