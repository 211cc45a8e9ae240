// Requests for what the balancer answers itself, which the control thread answers.
#pragma once

#include <functional>
#include <string>

#include "common/endpoint/http_server.h"

namespace rrlb {

// Freed from the connection's buffer.
struct OwnRequest {
  std::string method;
  std::string origin;  // the Origin field, "" if there is none
};

// Answers it on another thread, and calls `reply` on the worker's loop, later.
using AskOwn = std::function<void(OwnRequest, std::function<void(const HttpAnswer&)> reply)>;

}  // namespace rrlb
