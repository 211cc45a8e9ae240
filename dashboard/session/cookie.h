// The session cookie (RFC 6265). Scripts cannot read it, and other sites' pages cannot send it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// All session tokens in a Cookie field. There may be several, because cookies are shared by all
// ports of a host.
std::vector<std::string> session_tokens(std::string_view cookie_field);

// The value of Set-Cookie. A lifetime of 0 deletes the cookie.
std::string session_cookie(const std::string& token, std::chrono::milliseconds lifetime,
                           bool over_tls);

}  // namespace rrlb
