// Sockets that another process opened for this one and passed by the protocol of sd_listen_fds(3):
// sockets of a .socket unit, sockets that systemd stored while the service restarted, and sockets
// that a running balancer passes to its successor.
#pragma once

#include <string>
#include <vector>

#include "common/base/listen_address.h"
#include "common/event/unique_fd.h"
#include "common/service/listen_socket.h"

namespace rrlb {

struct InheritedSocket {
  UniqueFd fd;
  std::string name;  // FileDescriptorName= of the unit, FDNAME= of the store, or "unknown"
};

// Returns all of them, set to non-blocking and close-on-exec. Removes them from the environment, so
// that no child process uses them; a second call returns none.
std::vector<InheritedSocket> take_inherited_sockets();

// For a program with one listening socket: returns the socket of its .socket unit, even if that
// listens on another address (the unit's author wants it there; a warning is logged). Without one,
// opens the address.
ListenSocket given_or_opened(const ListenAddress& address);

bool listens_on_tcp(int fd);
bool listens_on_unix(int fd, const std::string& path);

}  // namespace rrlb
