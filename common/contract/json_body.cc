#include "common/contract/json_body.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "common/contract/json.h"
#include "common/contract/json_depth.h"
#include "common/contract/limits.h"

namespace rrlb {

using json::Json;

JsonBody::JsonBody(std::string_view text) : body_{std::make_unique<Json>(Json::object())} {
  if (nested_too_deep(text)) {
    complain("the body is nested too deeply");
    return;
  }
  Json parsed = Json::parse(text.empty() ? "{}" : text, nullptr, false);
  if (parsed.is_object()) {
    *body_ = std::move(parsed);
  } else {
    complain("the body must be a JSON object");
  }
}

JsonBody::~JsonBody() = default;

bool JsonBody::has(const char* name) const { return body_->contains(name); }

// Nothing if the member is missing or null.
std::optional<Json> JsonBody::take(const char* name) {
  const auto member = body_->find(name);
  if (member == body_->end()) return std::nullopt;
  Json value = *member;
  body_->erase(member);
  return value.is_null() ? std::nullopt : std::optional{std::move(value)};
}

std::string JsonBody::text(const char* name) {
  const auto value = take(name);
  if (!value) return {};
  if (!value->is_string()) {
    complain(std::string{name} + " must be a string");
    return {};
  }
  std::string text = value->get<std::string>();
  if (text.size() <= kLongestMember) return text;
  complain(std::string{name} + " must have at most " + std::to_string(kLongestMember) + " bytes");
  return {};
}

bool JsonBody::truth(const char* name) {
  const auto value = take(name);
  if (!value) return false;
  if (!value->is_boolean()) complain(std::string{name} + " must be true or false");
  return value->is_boolean() && value->get<bool>();
}

std::optional<std::uint64_t> JsonBody::weight(const char* name) {
  const auto value = take(name);
  if (!value) return std::nullopt;
  if (value->is_number_unsigned() && is_weight(value->get<std::uint64_t>())) {
    return value->get<std::uint64_t>();
  }
  constexpr std::size_t kShown = 60;
  complain(std::string{name} + " must be " + weight_range() + ", got " +
           json::to_text(*value).substr(0, kShown));
  return std::nullopt;
}

std::string JsonBody::problem() const {
  if (!problem_.empty() || body_->empty()) return problem_;
  return "unknown member \"" + body_->begin().key() + "\"";
}

void JsonBody::complain(const std::string& what) {
  if (problem_.empty()) problem_ = what;
}

}  // namespace rrlb
