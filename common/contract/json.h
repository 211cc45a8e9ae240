// Reads and writes JSON as the programs of the suite exchange it.
//
// The readers are lenient, since the other side may be older or newer: a member that is missing or
// of another type is as if nothing were known of it (an empty text, no value, an empty list).
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb::json {

using Json = nlohmann::ordered_json;

// The text of an object; nothing if it is no JSON object, or nested too deeply (json_depth.h).
std::optional<Json> parse_object(std::string_view text);

// In one line. Bytes that are not UTF-8 are replaced.
std::string to_text(const Json& json);

// The member; null if there is none, or if `object` is no object.
const Json& member(const Json& object, const char* key);

std::string text(const Json& object, const char* key);
std::optional<std::string> optional_text(const Json& object, const char* key);
std::optional<double> number(const Json& object, const char* key);  // finite
std::optional<std::uint64_t> count(const Json& object, const char* key);
bool truth(const Json& object, const char* key);
std::vector<std::string> texts(const Json& object, const char* key);

bool is_object(const Json& value);
bool is_list(const Json& value);

// The elements of a list, which must outlive them.
std::vector<const Json*> elements(const Json& object, const char* key);

// What `read` makes of each element of a list.
template <typename Read>
auto list(const Json& object, const char* key, Read read) {
  std::vector<decltype(read(object))> all;
  for (const Json* one : elements(object, key)) all.push_back(read(*one));
  return all;
}

// null for what is not known.
Json or_null(const std::optional<std::uint64_t>& value);
Json or_null(const std::optional<std::string>& value);
// A figure for people: three decimals at most.
Json rounded(double value);
Json rounded(const std::optional<double>& value);

}  // namespace rrlb::json
