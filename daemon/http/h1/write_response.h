// The head of a backend's response to a client, as HTTP/1.1 writes it.
#pragma once

#include <string>

#include "daemon/http/forwarding.h"

namespace rrlb {

// An interim response (1xx except 101) has no framing and says nothing of the connection.
void append_response(std::string& out, const ForwardedResponse& response);

}  // namespace rrlb
