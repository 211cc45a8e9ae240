// Connecting to a backend.
#pragma once

#include <cstdint>
#include <string>

#include "common/event/unique_fd.h"

namespace rrlb {

struct Connecting {
  UniqueFd fd;             // empty if the attempt has failed
  bool connected = false;  // false: the attempt is under way
  int error = 0;           // an errno, if `fd` is empty
};

// Begins to connect to an IP address. The error is EHOSTUNREACH if `ip` is not an address.
Connecting begin_to_connect(const std::string& ip, std::uint16_t port);

}  // namespace rrlb
