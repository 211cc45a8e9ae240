// A blocking connection for tests that control every byte on the wire.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <string_view>

#include "common/event/unique_fd.h"
#include "common/service/listen_socket.h"

namespace rrlb {

class RawConnection {
 public:
  explicit RawConnection(UniqueFd fd) : fd_{std::move(fd)} {
    const timeval patience{30, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }

  // Connects to a port of 127.0.0.1.
  static RawConnection to(std::uint16_t port) {
    UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return RawConnection{std::move(fd)};
  }

  int fd() const { return fd_.get(); }

  // Returns false if the other side has closed.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  void end_sending() { ::shutdown(fd_.get(), SHUT_WR); }

  // Reads until the other side closes.
  std::string receive_all() {
    while (receive_some()) {
    }
    return std::move(received_);
  }

  // Reads up to the end of the mark, or until the other side closes.
  std::string receive_until(std::string_view mark) {
    for (;;) {
      const size_t found = received_.find(mark);
      if (found != std::string::npos) {
        std::string text = received_.substr(0, found + mark.size());
        received_.erase(0, text.size());
        return text;
      }
      if (!receive_some()) return std::move(received_);
    }
  }

  // Whether the other side has closed and there is nothing left to read.
  bool closed() { return received_.empty() && !receive_some(); }

 private:
  bool receive_some() {
    std::array<char, 16384> part{};
    const ssize_t got = ::recv(fd_.get(), part.data(), part.size(), 0);
    if (got > 0) received_.append(part.data(), static_cast<size_t>(got));
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) ADD_FAILURE() << "nothing came";
    return got > 0;
  }

  UniqueFd fd_;
  std::string received_;
};

}  // namespace rrlb
