// Asks the balancer over its admin socket: HTTP/1.1, one request a connection, by libcurl.
#pragma once

#include <string>

#include "common/base/time.h"

namespace rrlb {

struct AdminAnswer {
  // `unreachable`: there is no way to it; `unanswered`: it was reached, but no whole answer came.
  enum class Outcome { answered, not_running, unreachable, unanswered };

  Outcome outcome = Outcome::unreachable;
  int status = 0;  // of HTTP, where it answered
  std::string body;
  std::string hindrance;  // where it did not: one line, whole

  bool answered() const { return outcome == Outcome::answered; }
  bool done() const { return answered() && status >= 200 && status < 300; }
};

class AdminClient {
 public:
  explicit AdminClient(std::string socket_path) : socket_path_{std::move(socket_path)} {}

  // Waits for the whole answer, `patience` at most. An empty body sends none.
  AdminAnswer ask(const std::string& method, const std::string& path, const std::string& body,
                  Milliseconds patience) const;

  const std::string& socket_path() const { return socket_path_; }

 private:
  std::string socket_path_;
};

}  // namespace rrlb
