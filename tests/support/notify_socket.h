// Receives a program's sd_notify(3) messages in place of systemd.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <array>
#include <stdexcept>
#include <string>

#include "common/event/unique_fd.h"
#include "tests/support/temp_folder.h"

namespace rrlb {

class NotifySocket {
 public:
  NotifySocket() : fd_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
    const timeval patience{30, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }

  // The value for $NOTIFY_SOCKET.
  const std::string& path() const { return path_; }

  // Waits for the next message; throws if none comes, which ends the test.
  std::string heard() {
    std::array<char, 512> text{};
    const ssize_t size = ::recv(fd_.get(), text.data(), text.size(), 0);
    if (size < 0) throw std::runtime_error("nothing was told to systemd");
    return {text.data(), static_cast<size_t>(size)};
  }

 private:
  TempFolder folder_;
  const std::string path_ = (folder_.path() / "notify").string();
  UniqueFd fd_;
};

}  // namespace rrlb
