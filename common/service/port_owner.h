// Finds the process that listens on a TCP port, for the message that the port is in use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace rrlb {

// Returns "nginx (pid 123)" for a process that listens on the port, on any address. Returns nothing
// if there is none, or if it cannot be seen (/proc of another user's process).
std::optional<std::string> port_owner(std::uint16_t port);

}  // namespace rrlb
