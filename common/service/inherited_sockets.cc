#include "common/service/inherited_sockets.h"

#include <fcntl.h>
#include <systemd/sd-daemon.h>

#include <cstdlib>
#include <cstring>

#include "common/service/logging.h"

namespace rrlb {
namespace {

// sd_listen_fds sets close-on-exec, but leaves blocking as the sender had it.
void make_non_blocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags >= 0) ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

}  // namespace

std::vector<InheritedSocket> take_inherited_sockets() {
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(1, &names);
  if (count < 0) log_warning(std::string{"LISTEN_FDS: "} + std::strerror(-count));
  std::vector<InheritedSocket> sockets;
  for (int i = 0; i < count; ++i) {
    make_non_blocking(SD_LISTEN_FDS_START + i);
    sockets.push_back({UniqueFd{SD_LISTEN_FDS_START + i}, names[i]});
    std::free(names[i]);
  }
  std::free(names);
  return sockets;
}

ListenSocket given_or_opened(const ListenAddress& address) {
  ListenSocket given;
  for (InheritedSocket& inherited : take_inherited_sockets()) {
    if (given.fd || !listens_on_tcp(inherited.fd.get())) {
      log_warning("inherited \"" + inherited.name +
                  "\": closed, expected one listening TCP socket");
    } else {
      given.fd = std::move(inherited.fd);
    }
  }
  if (!given.fd) return listen_tcp(address, PortSharing::exclusive);
  if (const ListenAddress there = bound_address(given.fd.get()); !(there == address)) {
    log_warning("listen " + address.text() + ": not used, the .socket unit listens on " +
                there.text());
  }
  return given;
}

bool listens_on_tcp(int fd) { return sd_is_socket_inet(fd, 0, SOCK_STREAM, 1, 0) > 0; }

bool listens_on_unix(int fd, const std::string& path) {
  return sd_is_socket_unix(fd, SOCK_STREAM, 1, path.c_str(), 0) > 0;
}

}  // namespace rrlb
