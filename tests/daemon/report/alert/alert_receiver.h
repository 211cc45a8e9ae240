// A web server that accepts alerts at "/alerts", and keeps the last one.
#pragma once

#include <mutex>

#include "common/base/url.h"
#include "tests/support/running_server.h"

namespace rrlb {

class AlertReceiver {
 public:
  Url url() const { return {false, "127.0.0.1", server_.port(), "/alerts"}; }

  HttpRequest request() const {
    const std::lock_guard lock{mutex_};
    return request_;
  }

 private:
  mutable std::mutex mutex_;
  HttpRequest request_;
  RunningServer server_{[this](HttpServer& server) {
    server.route("POST", "/alerts", [this](const HttpRequest& request) {
      const std::lock_guard lock{mutex_};
      request_ = request;
      return HttpAnswer{204, "", "", {}};
    });
  }};
};

}  // namespace rrlb
