#include "common/service/listen_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "common/service/port_owner.h"

namespace rrlb {
namespace {

constexpr int kBacklog = 4096;  // the kernel lowers it to net.core.somaxconn
constexpr int kOn = 1;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress socket_address(const ListenAddress& address) {
  SocketAddress result;
  if (address.ipv6()) {
    auto* in6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(address.port);
    inet_pton(AF_INET6, address.ip.c_str(), &in6->sin6_addr);
    result.length = sizeof *in6;
  } else {
    auto* in4 = reinterpret_cast<sockaddr_in*>(&result.storage);
    in4->sin_family = AF_INET;
    in4->sin_port = htons(address.port);
    inet_pton(AF_INET, address.ip.c_str(), &in4->sin_addr);
    result.length = sizeof *in4;
  }
  return result;
}

ListenSocket problem(const std::string& where, int error, const std::string& hint) {
  return {UniqueFd{}, "listen " + where + ": " + std::strerror(error) + hint};
}

std::string hint_for(int error, const ListenAddress& address) {
  if (error == EACCES && address.port < 1024) {
    return " (a port below 1024 needs CAP_NET_BIND_SERVICE)";
  }
  if (error == EAFNOSUPPORT) return " (this service may only use the sockets of its .socket unit)";
  if (error == EADDRNOTAVAIL) return " (no network interface has this address)";
  if (error != EADDRINUSE) return {};
  const auto owner = port_owner(address.port);
  return (owner ? " by " + *owner : std::string{}) + " (stop it, or choose another port)";
}

ListenSocket bound_tcp(const ListenAddress& address, PortSharing sharing) {
  UniqueFd fd{
      ::socket(address.ipv6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!fd) {
    const int error = errno;
    return problem(address.text(), error, hint_for(error, address));
  }
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &kOn, sizeof kOn);
  if (sharing == PortSharing::reuse_port) {
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &kOn, sizeof kOn);
  }
  if (address.ipv6()) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &kOn, sizeof kOn);
  // Accepted sockets inherit this: small responses are sent without delay.
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof kOn);
  const SocketAddress to = socket_address(address);
  if (::bind(fd.get(), to.get(), to.length) != 0) {
    const int error = errno;
    return problem(address.text(), error, hint_for(error, address));
  }
  return {std::move(fd), {}};
}

// Whether a process accepts connections on the unix socket.
bool answers(const sockaddr_un& address) {
  const UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  return ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
         errno == EAGAIN;
}

}  // namespace

ListenSocket listen_tcp(const ListenAddress& address, PortSharing sharing) {
  ListenSocket result = bound_tcp(address, sharing);
  if (result.fd && ::listen(result.fd.get(), kBacklog) != 0) {
    const int error = errno;
    return problem(address.text(), error, hint_for(error, address));
  }
  return result;
}

std::string why_not_free(const ListenAddress& address) {
  return bound_tcp(address, PortSharing::exclusive).problem;
}

ListenSocket listen_unix(const std::string& path, unsigned mode) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return problem(path, ENAMETOOLONG, {});
  path.copy(address.sun_path, path.size());
  UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!fd) return problem(path, errno, {});
  struct stat found {};
  if (::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) {
    if (answers(address)) return problem(path, EADDRINUSE, " (another process listens on it)");
    ::unlink(path.c_str());
  }
  // Created without access for others; chmod() sets `mode` before any connection is accepted.
  const mode_t before = ::umask(0177);
  const int bound = ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error = errno;
  ::umask(before);
  if (bound != 0) {
    return problem(path, error, error == ENOENT ? " (its folder does not exist)" : "");
  }
  if (::chmod(path.c_str(), mode) != 0 || ::listen(fd.get(), kBacklog) != 0) {
    return problem(path, errno, {});
  }
  return {std::move(fd), {}};
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // if it fails, accepting pauses earlier
}

ListenAddress bound_address(int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return {};
  char text[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_INET6) {
    const auto* in6 = reinterpret_cast<const sockaddr_in6*>(&storage);
    inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof text);
    return {text, ntohs(in6->sin6_port)};
  }
  const auto* in4 = reinterpret_cast<const sockaddr_in*>(&storage);
  inet_ntop(AF_INET, &in4->sin_addr, text, sizeof text);
  return {text, ntohs(in4->sin_port)};
}

}  // namespace rrlb
