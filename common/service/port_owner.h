// Finds who holds a TCP port, for the person who is told that it is taken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace rrlb {

// "nginx (pid 123)" for a process that listens on the port, on whatever address; nothing when none
// is found, or when its owner may not be seen (/proc of another user's process).
std::optional<std::string> port_owner(std::uint16_t port);

}  // namespace rrlb
