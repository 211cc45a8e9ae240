#include "dashboard/session/cookie.h"

#include <algorithm>

#include "common/base/clock.h"

namespace rrlb {
namespace {

constexpr std::string_view kName = "rrlb_session=";
constexpr std::size_t kMostTokens = 8;

}  // namespace

std::vector<std::string> session_tokens(std::string_view cookie_field) {
  std::vector<std::string> tokens;
  while (!cookie_field.empty() && tokens.size() < kMostTokens) {
    const std::size_t end = std::min(cookie_field.find(';'), cookie_field.size());
    std::string_view pair = cookie_field.substr(0, end);
    cookie_field.remove_prefix(std::min(end + 1, cookie_field.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(" \t"), pair.size()));
    if (pair.starts_with(kName)) tokens.emplace_back(pair.substr(kName.size()));
  }
  return tokens;
}

std::string session_cookie(const std::string& token, Milliseconds lifetime, bool over_tls) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(lifetime).count();
  return std::string{kName} + token +
         "; HttpOnly; SameSite=Strict; Path=/; Max-Age=" + std::to_string(seconds) +
         (over_tls ? "; Secure" : "");
}

}  // namespace rrlb
