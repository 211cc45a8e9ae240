// The head of a request to a backend, as HTTP/1.1 writes it.
#pragma once

#include <string>

#include "daemon/http/forwarding.h"

namespace rrlb {

void append_request(std::string& out, const ForwardedRequest& request, const ClientFacts& client,
                    const ForwardingStyle& style);

}  // namespace rrlb
