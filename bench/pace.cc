// An open-loop load: requests are due at fixed times, whether or not those before have a response.
// A latency counts from when the request was due, so that a server that stalls is charged for every
// request that waited. Closed-loop generators leave that out ("coordinated omission").
//
//   pace PORT PATH RATE CONNECTIONS SECONDS  ->  {"requests":N,"p50_ms":..,"p99_ms":..,"max_ms":..}
//
// Each connection carries one request at a time. A request that is due while all are busy waits for
// the first that is free, and that time counts. Responses need a Content-Length.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <string>
#include <vector>

namespace {

using Nanoseconds = long long;

Nanoseconds now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "pace: %s\n", what.c_str());
  std::exit(1);
}

struct Connection {
  int fd = -1;
  Nanoseconds due = 0;  // of the request in flight
  std::string received;
};

int connect_to(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail("connection refused");
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

// Returns true if the response is complete. It must be a 200.
bool whole(const std::string& received) {
  const std::size_t end = received.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  if (received.compare(0, 12, "HTTP/1.1 200") != 0)
    fail("expected 200, got \"" + received.substr(0, received.find('\r')) + "\"");
  const std::size_t at = received.find("Content-Length: ");
  const std::size_t lower = received.find("content-length: ");
  const std::size_t length = std::min(at, lower);
  if (length > end) fail("the response has no Content-Length");
  return received.size() >= end + 4 + std::strtoull(received.c_str() + length + 16, nullptr, 10);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return std::fputs("usage: pace PORT PATH RATE CONNECTIONS SECONDS\n", stderr), 2;
  const std::string request =
      "GET " + std::string{argv[2]} + " HTTP/1.1\r\nHost: 127.0.0.1:" + argv[1] + "\r\n\r\n";
  const double rate = std::atof(argv[3]);
  std::vector<Connection> connections(static_cast<std::size_t>(std::atoi(argv[4])));
  const Nanoseconds length = std::atoll(argv[5]) * 1'000'000'000LL;
  const int epoll = ::epoll_create1(0);
  std::deque<Connection*> idle;
  for (Connection& connection : connections) {
    connection.fd = connect_to(std::atoi(argv[1]));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &connection;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, connection.fd, &event);
    idle.push_back(&connection);
  }
  std::vector<Nanoseconds> latencies;
  const auto total = static_cast<std::size_t>(rate * static_cast<double>(length) / 1e9);
  latencies.reserve(total);
  const Nanoseconds start = now();
  const auto due_at = [&](std::size_t number) {
    return start + static_cast<Nanoseconds>(static_cast<double>(number) * 1e9 / rate);
  };
  std::array<epoll_event, 256> events;
  std::size_t sent = 0;
  while (latencies.size() < total) {
    Nanoseconds time = now();
    if (time > start + 3 * length + 5'000'000'000LL) fail("the server is too slow for this rate");
    while (sent < total && !idle.empty() && due_at(sent) <= time) {
      Connection* connection = idle.front();
      idle.pop_front();
      connection->due = due_at(sent++);
      connection->received.clear();
      if (::send(connection->fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) {
        fail("the server closed a connection");
      }
    }
    timespec wait{1, 0};
    if (sent < total && !idle.empty()) wait = {0, std::max<Nanoseconds>(0, due_at(sent) - time)};
    const int count = ::epoll_pwait2(epoll, events.data(), events.size(), &wait, nullptr);
    for (int i = 0; i < count; ++i) {
      auto* connection = static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      std::array<char, 65536> buffer;
      const ssize_t got = ::recv(connection->fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) fail("the server closed a connection");
      connection->received.append(buffer.data(), static_cast<std::size_t>(got));
      if (!whole(connection->received)) continue;
      latencies.push_back(now() - connection->due);
      idle.push_back(connection);
    }
  }
  const double seconds = static_cast<double>(now() - start) / 1e9;
  std::sort(latencies.begin(), latencies.end());
  const auto at = [&](double share) {
    const auto place = static_cast<std::size_t>(share * static_cast<double>(latencies.size() - 1));
    return static_cast<double>(latencies[place]) / 1e6;
  };
  std::printf(
      "{\"requests\":%zu,\"seconds\":%.3f,\"p50_ms\":%.3f,\"p90_ms\":%.3f,\"p99_ms\":%.3f,"
      "\"max_ms\":%.3f}\n",
      latencies.size(), seconds, at(0.5), at(0.9), at(0.99), at(1));
}
