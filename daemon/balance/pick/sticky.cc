#include "daemon/balance/pick/sticky.h"

namespace rrlb {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view cookie_value(std::string_view cookie_field, std::string_view name) {
  while (!cookie_field.empty()) {
    const std::size_t end = cookie_field.find(';');
    const std::string_view pair = trimmed(cookie_field.substr(0, end));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return pair.substr(equals + 1);
    }
    if (end == std::string_view::npos) break;
    cookie_field.remove_prefix(end + 1);
  }
  return {};
}

std::string set_cookie_value(const StickyConfig& config, std::string_view token) {
  std::string value = config.cookie + "=";
  value += token;
  value += "; Path=/; HttpOnly; SameSite=Lax";
  if (config.max_age.count() > 0) {
    value += "; Max-Age=" + std::to_string(config.max_age.count() / 1000);
  }
  if (config.secure) value += "; Secure";
  return value;
}

StickyTokens::StickyTokens(const std::vector<std::string>& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) positions_.emplace(tokens[i], i);
}

std::size_t StickyTokens::position_of(std::string_view token) const {
  const auto found = positions_.find(token);
  return found == positions_.end() ? kNone : found->second;
}

}  // namespace rrlb
