// Writes the head of a request to a backend in HTTP/1.1.
#pragma once

#include <string>

#include "daemon/http/forwarding.h"

namespace rrlb {

void append_request(std::string& out, const ForwardedRequest& request, const ClientFacts& client,
                    const ForwardingStyle& style);

}  // namespace rrlb
