// The key of a request for consistent hashing.
#pragma once

#include <cstdint>

#include "common/base/ip.h"
#include "common/config/config.h"
#include "daemon/http/message.h"

namespace rrlb {

// Hashes the client's address (of the connection), the path without the query, the first header
// field of that name, or the first cookie of that name. If the field or cookie is missing, the
// client's address is hashed instead; otherwise all such requests would go to one backend.
std::uint64_t pick_hash(const HashOn& hash_on, const RequestHead& head, const IpBits& client);

}  // namespace rrlb
