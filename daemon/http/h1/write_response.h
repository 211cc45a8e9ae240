// Writes the head of a backend's response to a client in HTTP/1.1.
#pragma once

#include <string>

#include "daemon/http/forwarding.h"

namespace rrlb {

// An interim response (1xx except 101) has no framing and no Connection field.
void append_response(std::string& out, const ForwardedResponse& response);

}  // namespace rrlb
