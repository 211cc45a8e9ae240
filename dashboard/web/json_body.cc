#include "dashboard/web/json_body.h"

#include "common/contract/json_depth.h"
#include "dashboard/view/json_numbers.h"

namespace rrlb {
namespace {

constexpr std::size_t kLongestText = 1024;

}  // namespace

JsonBody::JsonBody(const std::string& text) {
  if (nested_too_deep(text)) {
    complain("the body is nested too deeply");
    return;
  }
  body_ = nlohmann::ordered_json::parse(text.empty() ? "{}" : text, nullptr, false);
  if (body_.is_object()) return;
  body_ = nlohmann::ordered_json::object();
  complain("the body must be a JSON object");
}

std::optional<nlohmann::ordered_json> JsonBody::any(const char* name) {
  const auto member = body_.find(name);
  if (member == body_.end()) return std::nullopt;
  nlohmann::ordered_json value = *member;
  body_.erase(member);
  return value;
}

std::string JsonBody::text(const char* name) {
  const auto value = any(name);
  if (!value || value->is_null()) return {};
  if (!value->is_string()) {
    complain(std::string{name} + " must be a string");
    return {};
  }
  std::string text = value->get<std::string>();
  if (text.size() <= kLongestText) return text;
  complain(std::string{name} + " must have at most 1024 bytes");
  return {};
}

bool JsonBody::truth(const char* name) {
  const auto value = any(name);
  if (!value || value->is_null()) return false;
  if (!value->is_boolean()) complain(std::string{name} + " must be true or false");
  return value->is_boolean() && value->get<bool>();
}

std::string JsonBody::wrong() const {
  if (!complaint_.empty() || body_.empty()) return complaint_;
  return "unknown member \"" + body_.begin().key() + "\"";
}

void JsonBody::complain(const std::string& what) {
  if (complaint_.empty()) complaint_ = what;
}

}  // namespace rrlb
