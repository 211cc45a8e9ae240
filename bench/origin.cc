// A backend that costs as little as a server can. It answers "/16k" and "/1m" with that many bytes,
// "/metrics" with what the balancer's probes read of a backend, and everything else, "/health"
// included, with a short text, after it has read the whole body of the request.
// It understands requests with a Content-Length or without a body, one after the other.
//
//   origin [ADDRESS:]PORT...      ADDRESS is 127.0.0.1 by default; 0.0.0.0 serves all of 127/8
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

struct Connection {
  int fd = -1;
  bool listens = false;
  std::string head;             // of the request that is being received
  std::uint64_t body_left = 0;  // bytes of its body that have not arrived
  bool in_body = false;
  const std::string* answer = nullptr;  // being sent; null if there is none
  std::size_t sent = 0;
};

std::string response(const char* type, std::string_view body) {
  return std::string{"HTTP/1.1 200 OK\r\nContent-Type: "} + type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

std::string lines(std::size_t size) {
  constexpr std::string_view kLine = "0123456789abcde\n";
  std::string text;
  while (text.size() < size) text += kLine.substr(0, size - text.size());
  return text;
}

const std::string kShort = response("text/plain", "hello from a backend\n");
const std::string k16k = response("text/plain", lines(16 * 1024));
const std::string k1m = response("text/plain", lines(1024 * 1024));
const std::string kMetrics =
    response("application/json", R"({"cpu_percent":12.5,"ram_mb":64.0,"uptime_seconds":3600})"
                                 "\n");

const std::string& answer_to(std::string_view head) {
  const std::size_t path = head.find(' ') + 1;
  const std::string_view target = head.substr(path, head.find(' ', path) - path);
  if (target == "/16k") return k16k;
  if (target == "/1m") return k1m;
  return target == "/metrics" ? kMetrics : kShort;
}

std::uint64_t length_in(std::string_view head) {
  for (const char* name : {"Content-Length: ", "content-length: "}) {
    const std::size_t at = head.find(name);
    if (at != std::string_view::npos) return std::strtoull(head.data() + at + 16, nullptr, 10);
  }
  return 0;
}

// Returns false if the peer is gone.
bool send_on(Connection& connection) {
  while (connection.answer != nullptr) {
    const std::string& answer = *connection.answer;
    const ssize_t sent = ::send(connection.fd, answer.data() + connection.sent,
                                answer.size() - connection.sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return errno == EAGAIN;
    connection.sent += static_cast<std::size_t>(sent);
    if (connection.sent == answer.size()) connection.answer = nullptr;
  }
  return true;
}

void take(Connection& connection, std::string_view bytes) {
  if (!connection.in_body) {
    connection.head += bytes;
    const std::size_t end = connection.head.find("\r\n\r\n");
    if (end == std::string::npos) return;
    connection.body_left = length_in(std::string{connection.head, 0, end + 2});
    connection.in_body = true;
    bytes = std::string_view{connection.head}.substr(end + 4);
  }
  connection.body_left -= std::min<std::uint64_t>(connection.body_left, bytes.size());
  if (connection.body_left > 0) return;
  connection.answer = &answer_to(connection.head);
  connection.sent = 0;
  connection.head.clear();
  connection.in_body = false;
}

// Returns false if the connection has ended.
bool serve(Connection& connection) {
  static std::array<char, 256 * 1024> buffer;
  if (!send_on(connection)) return false;
  while (connection.answer == nullptr) {
    const ssize_t got = ::recv(connection.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return true;
    if (got <= 0) return false;
    take(connection, {buffer.data(), static_cast<std::size_t>(got)});
    if (!send_on(connection)) return false;
    if (static_cast<std::size_t>(got) < buffer.size()) return true;
  }
  return true;
}

void watch(int epoll, Connection* connection, std::uint32_t what) {
  epoll_event event{};
  event.events = what;
  event.data.ptr = connection;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, connection->fd, &event);
}

[[noreturn]] void fail(const std::string& where) {
  std::fprintf(stderr, "origin: %s: %s\n", where.c_str(), std::strerror(errno));
  std::exit(1);
}

// `where` is [ADDRESS:]PORT.
void listen_on(int epoll, const std::string& where) {
  const std::size_t colon = where.find(':');
  const std::string host = colon == std::string::npos ? "127.0.0.1" : where.substr(0, colon);
  const int port = std::atoi(where.c_str() + (colon == std::string::npos ? 0 : colon + 1));
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  errno = EINVAL;  // inet_pton() sets none
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1 ||
      ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd, 4096) != 0) {
    fail(where);
  }
  auto* listener = new Connection;
  listener->fd = fd;
  listener->listens = true;
  watch(epoll, listener, EPOLLIN);
}

void accept_all(int epoll, int listener) {
  for (int fd = 0; (fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    auto* connection = new Connection;
    connection->fd = fd;
    watch(epoll, connection, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fputs("usage: origin [ADDRESS:]PORT...\n", stderr), 2;
  const int epoll = ::epoll_create1(0);
  for (int i = 1; i < argc; ++i) listen_on(epoll, argv[i]);
  std::array<epoll_event, 256> events;
  for (;;) {
    const int count = ::epoll_wait(epoll, events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      auto* connection = static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (connection->listens) {
        accept_all(epoll, connection->fd);
      } else if (!serve(*connection) ||
                 (events[static_cast<std::size_t>(i)].events & (EPOLLRDHUP | EPOLLHUP)) != 0) {
        ::close(connection->fd);
        delete connection;
      }
    }
  }
}
