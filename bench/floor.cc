// The least that relaying a request can cost with epoll. Each client has one connection of its own
// to a backend, and bytes are passed on as they come. Nothing is parsed and no backend is picked.
// A small request costs one recv and one send each way.
//
//   floor PORT BACKEND-PORT...
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

struct End {
  int fd = -1;
  End* other = nullptr;
  std::string unsent;  // not accepted by this end yet; until it is, nothing more is read for it
  bool gone = false;
};

int epoll = -1;
std::array<char, 64 * 1024> buffer;
std::vector<End*> finished;  // deleted after the turn, when no event can point at them

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void set(int fd, int level, int option) {
  const int on = 1;
  ::setsockopt(fd, level, option, &on, sizeof on);
}

void watch(End* end) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLET;
  event.data.ptr = end;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, end->fd, &event);
}

void finish(End* end) {
  for (End* one : {end, end->other}) {
    if (one->gone) continue;
    one->gone = true;
    ::close(one->fd);
    finished.push_back(one);
  }
}

void accept_all(int listener, const std::vector<int>& backends) {
  static std::size_t next = 0;
  for (int fd = 0; (fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    const sockaddr_in address = loopback(backends[next++ % backends.size()]);
    const int backend = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(backend, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      std::perror("floor: cannot connect to a backend");
      std::exit(1);
    }
    set(fd, IPPROTO_TCP, TCP_NODELAY);
    set(backend, IPPROTO_TCP, TCP_NODELAY);
    auto* client = new End{.fd = fd, .other = nullptr, .unsent = {}};
    auto* server = new End{.fd = backend, .other = client, .unsent = {}};
    client->other = server;
    watch(client);
    watch(server);
  }
}

bool flush(End* end) {
  if (end->unsent.empty()) return true;
  const ssize_t sent =
      ::send(end->fd, end->unsent.data(), end->unsent.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) end->unsent.erase(0, static_cast<std::size_t>(sent));
  return end->unsent.empty();
}

// Passes bytes from one end to the other until one of them would block.
void pass_on(End* from) {
  while (!from->gone && flush(from->other)) {
    const ssize_t got = ::recv(from->fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return finish(from);
    const auto size = static_cast<std::size_t>(got);
    const ssize_t sent = ::send(from->other->fd, buffer.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return finish(from);
    const std::size_t taken = sent < 0 ? 0 : static_cast<std::size_t>(sent);
    from->other->unsent.assign(buffer.data() + taken, size - taken);
    if (size < buffer.size()) return;  // nothing is left; more bytes cause another event
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<int> backends;
  for (int i = 2; i < argc; ++i) backends.push_back(std::atoi(argv[i]));
  if (backends.empty()) return std::fputs("usage: floor PORT BACKEND-PORT...\n", stderr), 2;
  epoll = ::epoll_create1(0);
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  set(listener, SOL_SOCKET, SO_REUSEADDR);
  const sockaddr_in address = loopback(std::atoi(argv[1]));
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 4096) != 0) {
    return std::perror("floor: cannot listen"), 1;
  }
  End listening{.fd = listener, .other = nullptr, .unsent = {}};
  watch(&listening);
  std::array<epoll_event, 256> events;
  for (;;) {
    const int count = ::epoll_wait(epoll, events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      auto* end = static_cast<End*>(events[static_cast<std::size_t>(i)].data.ptr);
      const std::uint32_t what = events[static_cast<std::size_t>(i)].events;
      if (end == &listening) {
        accept_all(listener, backends);
        continue;
      }
      if (!end->gone && (what & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) pass_on(end);
      if (!end->gone && (what & EPOLLOUT) != 0 && !end->unsent.empty()) pass_on(end->other);
    }
    for (End* end : finished) delete end;
    finished.clear();
  }
}
