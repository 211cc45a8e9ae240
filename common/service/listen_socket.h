// Opens listening sockets, and says in plain words why one cannot be had.
#pragma once

#include <string>

#include "common/base/address.h"
#include "common/event/unique_fd.h"

namespace rrlb {

struct ListenSocket {
  UniqueFd fd;
  std::string problem;  // empty if the socket listens: "listen 0.0.0.0:80: Permission denied (...)"
};

enum class PortSharing { exclusive, reuse_port };

// A non-blocking TCP socket that listens. An IPv6 address takes IPv6 clients only, so that [::] and
// 0.0.0.0 may stand side by side. `reuse_port`: several sockets, one a worker, share the address
// (SO_REUSEPORT), and the kernel spreads connections over them.
ListenSocket listen_tcp(const ListenAddress& address, PortSharing sharing);

// Why nobody could listen on the address alone, "" if one could. To be asked before sharing a port:
// by SO_REUSEPORT a second daemon would join the first one unnoticed.
std::string why_not_free(const ListenAddress& address);

// A unix socket, replacing one that a dead process left behind, but never one that answers. `mode`
// is its permission bits. The owning group is the process's own.
ListenSocket listen_unix(const std::string& path, unsigned mode);

// As many descriptors as the process may have: shells and service managers grant fewer at first,
// for the sake of programs that use select().
void raise_descriptor_limit();

// The address a socket really has (the port, when 0 was asked for).
ListenAddress bound_address(int fd);

}  // namespace rrlb
