// Connecting to a backend.
#pragma once

#include <cstdint>
#include <string>

#include "common/event/unique_fd.h"

namespace rrlb {

struct Connecting {
  UniqueFd fd;             // empty if there is no connection, nor an attempt
  bool connected = false;  // else the attempt goes on
  int error = 0;           // an errno, if `fd` is empty
};

// Begins to connect to an IP address; EHOSTUNREACH for a text that is none.
Connecting begin_to_connect(const std::string& ip, std::uint16_t port);

}  // namespace rrlb
