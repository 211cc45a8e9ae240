// An HttpServer on a thread of its own and on a port that the kernel chose.
#pragma once

#include <thread>

#include "common/base/url.h"
#include "common/endpoint/http_server.h"
#include "tests/support/raw_connection.h"

namespace rrlb {

class RunningServer {
 public:
  // Calls `add_routes` before the server accepts connections.
  explicit RunningServer(const std::function<void(HttpServer&)>& add_routes)
      : RunningServer{[&add_routes](HttpServer& server, EventLoop&) { add_routes(server); }} {}
  explicit RunningServer(const std::function<void(HttpServer&, EventLoop&)>& add_routes) {
    add_routes(server_, loop_);
    ListenSocket socket = listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive);
    port_ = bound_address(socket.fd.get()).port;
    server_.serve(std::move(socket.fd));
    thread_ = std::thread{[this] { loop_.run(); }};
  }
  ~RunningServer() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  std::uint16_t port() const { return port_; }
  Url url() const { return {false, "127.0.0.1", port_, ""}; }
  RawConnection connect() const { return RawConnection::to(port_); }

  // Sends the text on a new connection, and returns all that the server sends until it closes.
  std::string exchange(std::string_view text) const {
    RawConnection client = connect();
    client.send(text);
    return client.receive_all();
  }

  // Runs a function on the server's thread.
  void post(std::function<void(HttpServer&)> action) {
    loop_.post([this, action = std::move(action)] { action(server_); });
  }

 private:
  EventLoop loop_;
  HttpServer server_{loop_};
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace rrlb
