// One who is told of alerts: a program, or a web server. Each telling blocks the thread that does
// it, for a bounded time.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "daemon/report/alert/message.h"

namespace rrlb {

struct Url;

// How one try to tell went.
struct AlertOutcome {
  bool ok = false;
  bool may_pass = false;  // another try may succeed
  std::string detail;     // "exit code 0 in 12 ms", "answered 500"
};

struct AlertTarget {
  // Comes to an end at once when the descriptor `interrupt` becomes readable.
  using Tell = std::function<AlertOutcome(const AlertMessage& message, int interrupt)>;

  std::string name;  // "exec /usr/bin/x", "webhook https://example.com/..."
  Tell tell;
};

// Starts the program, with the alert in its environment (PATH besides, nothing else) and as JSON on
// its standard input; no other descriptor. It has a process group of its own, which gets SIGTERM
// when the timeout is over and SIGKILL half a second later. It is told if it exits with 0.
AlertTarget alert_program(const std::string& path, std::chrono::milliseconds timeout);

// Posts the JSON. 2xx is success. No redirect is followed, no more than 64 KiB of an answer read,
// and a server's certificate is verified. With a key the post is signed: X-Rrlb-Signature is
// "sha256=" and the hexadecimal HMAC-SHA256 of TIMESTAMP.BODY, where TIMESTAMP (seconds since 1970)
// is the value of X-Rrlb-Timestamp. The name leaves the URL's path out, which is a secret at some.
AlertTarget alert_webhook(const Url& url, const std::string& key,
                          std::chrono::milliseconds timeout);

}  // namespace rrlb
