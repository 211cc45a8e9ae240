// Opens listening sockets; if that fails, explains why.
#pragma once

#include <string>

#include "common/base/listen_address.h"
#include "common/event/unique_fd.h"

namespace rrlb {

struct ListenSocket {
  UniqueFd fd;
  std::string problem;  // "listen 0.0.0.0:80: Permission denied (...)", "" if the socket listens
};

enum class PortSharing { exclusive, reuse_port };

// Opens a non-blocking TCP listening socket. An IPv6 address accepts IPv6 clients only, so that
// [::] and 0.0.0.0 can be used together. With `reuse_port` (SO_REUSEPORT) several sockets, one per
// worker, share the address, and the kernel distributes connections among them.
ListenSocket listen_tcp(const ListenAddress& address, PortSharing sharing);

// Returns why a socket could not have the address to itself, "" if it could. Check this before
// sharing a port: with SO_REUSEPORT a second daemon would silently share the port of the first.
std::string why_not_free(const ListenAddress& address);

// Opens a unix socket with the permission bits `mode` and the group of the process. Replaces a
// socket file that a dead process left behind, but never one on which a process listens.
ListenSocket listen_unix(const std::string& path, unsigned mode);

// Raises the soft limit of descriptors to the hard limit. Shells and service managers set a low
// soft limit for programs that use select().
void raise_descriptor_limit();

// The address that a socket is bound to; tells the real port if port 0 was requested.
ListenAddress bound_address(int fd);

}  // namespace rrlb
