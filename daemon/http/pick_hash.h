// The hash of what a consistent hash is of, in one request.
#pragma once

#include <cstdint>

#include "common/base/address.h"
#include "common/config/config.h"
#include "daemon/http/message.h"

namespace rrlb {

// Of the client's address (that of the connection's other end), the path without the query, the
// first header field of that name, or the first cookie of that name. A request without the field or
// the cookie counts by its client's address: it is not all of them that meet at one backend.
std::uint64_t pick_hash(const HashOn& hash_on, const RequestHead& head, const IpBits& client);

}  // namespace rrlb
