// A server on a thread of its own that runs a test's script for each client.
#pragma once

#include <poll.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include "common/base/url.h"
#include "tests/support/raw_connection.h"

namespace rrlb {

class ScriptedServer {
 public:
  using Script = std::function<void(RawConnection& client)>;

  explicit ScriptedServer(Script script)
      : socket_{listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive)},
        script_{std::move(script)},
        thread_{[this] { serve(); }} {}
  // Closes the current connection: its client may never send what the script waits for.
  ~ScriptedServer() {
    {
      const std::lock_guard lock{mutex_};
      ending_ = true;
      ::shutdown(client_, SHUT_RDWR);
    }
    ::shutdown(socket_.fd.get(), SHUT_RDWR);  // ends the poll below
    thread_.join();
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  Url url() const { return {false, "127.0.0.1", port(), ""}; }
  std::uint16_t port() const { return bound_address(socket_.fd.get()).port; }
  int connections() const { return connections_; }

  // A script that reads the head of a request, sends the text, and closes.
  static Script answer(std::string text) {
    return [text = std::move(text)](RawConnection& client) {
      client.receive_until("\r\n\r\n");
      client.send(text);
    };
  }

  // The same, but waits until the client closes.
  static Script answer_and_stay(std::string text) {
    return [text = std::move(text)](RawConnection& client) {
      client.receive_until("\r\n\r\n");
      client.send(text);
      client.receive_all();
    };
  }

 private:
  void serve() {
    for (;;) {
      pollfd wanted{socket_.fd.get(), POLLIN, 0};
      if (::poll(&wanted, 1, -1) < 0 || (wanted.revents & (POLLHUP | POLLERR)) != 0) return;
      UniqueFd fd{::accept4(socket_.fd.get(), nullptr, nullptr, SOCK_CLOEXEC)};
      if (!fd) continue;
      if (!enter(fd.get())) return;
      RawConnection client{std::move(fd)};
      script_(client);
      enter(-1);
    }
  }

  // Makes this the current connection. Returns false if the server is ending.
  bool enter(int client) {
    const std::lock_guard lock{mutex_};
    client_ = client;
    if (client >= 0) ++connections_;
    return !ending_;
  }

  ListenSocket socket_;
  Script script_;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  bool ending_ = false;
  int client_ = -1;
  std::thread thread_;
};

}  // namespace rrlb
