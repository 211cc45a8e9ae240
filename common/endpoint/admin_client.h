// Sends requests to the balancer's admin socket: HTTP/1.1 by libcurl, one request per connection.
#pragma once

#include <chrono>
#include <string>

namespace rrlb {

struct AdminAnswer {
  // `unreachable`: no connection could be made. `unanswered`: there was a connection, but no
  // complete answer.
  enum class Outcome { answered, not_running, unreachable, unanswered };

  Outcome outcome = Outcome::unreachable;
  int status = 0;  // the HTTP status, 0 without an answer
  std::string body;
  std::string problem;  // a complete message of one line; "" with an answer

  bool answered() const { return outcome == Outcome::answered; }
  bool done() const { return answered() && status >= 200 && status < 300; }
};

class AdminClient {
 public:
  explicit AdminClient(std::string socket_path) : socket_path_{std::move(socket_path)} {}

  // Blocks until the answer is complete, for `patience` at most. With an empty `body` the request
  // has none.
  AdminAnswer ask(const std::string& method, const std::string& path, const std::string& body,
                  std::chrono::milliseconds patience) const;

  const std::string& socket_path() const { return socket_path_; }

 private:
  std::string socket_path_;
};

}  // namespace rrlb
