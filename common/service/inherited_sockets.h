// Sockets that another process opened for this one, by the protocol of sd_listen_fds(3): those of
// a .socket unit, those that systemd kept in the service's store while it was restarted, and those
// that a running balancer passes to its successor.
#pragma once

#include <string>
#include <vector>

#include "common/base/address.h"
#include "common/event/unique_fd.h"
#include "common/service/listen_socket.h"

namespace rrlb {

struct InheritedSocket {
  UniqueFd fd;
  std::string name;  // the unit's FileDescriptorName=, the store's FDNAME=; "unknown" if not told
};

// All of them, non-blocking and closed on exec. The environment speaks of them no longer, so that
// no child takes them for its own: a second call finds none.
std::vector<InheritedSocket> take_inherited_sockets();

// For a program that listens at one place: the socket that a .socket unit gave, wherever that
// listens, since whoever wrote the unit wants it there (a warning says so where it is another
// place); and else the address, opened.
ListenSocket given_or_opened(const ListenAddress& address);

bool listens_on_tcp(int fd);
bool listens_on_unix(int fd, const std::string& path);

}  // namespace rrlb
