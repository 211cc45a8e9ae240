// Requests that the balancer answers itself, on the control thread.
#pragma once

#include <functional>
#include <string>

#include "common/endpoint/http_server.h"

namespace rrlb {

// A copy, independent of the connection's buffer.
struct OwnRequest {
  std::string method;
  std::string origin;  // the Origin field, "" if there is none
};

// Answers the request on another thread, and later calls `reply` on the worker's loop.
using AskOwn = std::function<void(OwnRequest, std::function<void(const HttpAnswer&)> reply)>;

}  // namespace rrlb
