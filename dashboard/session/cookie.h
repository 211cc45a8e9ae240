// The cookie of a log-in (RFC 6265): no script reads it, no other site's page sends it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.h"

namespace rrlb {

// All tokens in a Cookie field: programs on other ports of this host may have set another one.
std::vector<std::string> session_tokens(std::string_view cookie_field);

// The value of Set-Cookie. A lifetime of 0 deletes it.
std::string session_cookie(const std::string& token, Milliseconds lifetime, bool over_tls);

}  // namespace rrlb
