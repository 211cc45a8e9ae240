// The value of a cookie in a request.
#pragma once

#include <string_view>

#include "daemon/http/message.h"

namespace rrlb {

// The value of the first cookie of that name (case-sensitive); "" if there is none. A client may
// send its cookies in several Cookie fields.
std::string_view request_cookie(const RequestHead& head, std::string_view name);

}  // namespace rrlb
