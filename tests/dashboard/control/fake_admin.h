// A fake balancer on an admin socket, on a thread of its own. It records the requests.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/endpoint/http_server.h"
#include "common/service/listen_socket.h"
#include "tests/support/temp_folder.h"

namespace rrlb {

class FakeAdmin {
 public:
  explicit FakeAdmin(const std::string& path) {
    for (const char* method : {"GET", "POST", "PUT"}) {
      server_.route(method, "/*", [this](const HttpRequest& request) { return answer(request); });
    }
    ListenSocket socket = listen_unix(path, 0600);
    server_.serve(std::move(socket.fd));
    thread_ = std::thread{[this] { loop_.run(); }};
  }
  ~FakeAdmin() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }
  FakeAdmin(const FakeAdmin&) = delete;
  FakeAdmin& operator=(const FakeAdmin&) = delete;

  // Sets the answer to "METHOD PATH".
  void set(const std::string& what, int status, const std::string& body) {
    const std::lock_guard lock{mutex_};
    std::erase_if(answers_, [&what](const auto& known) { return known.first == what; });
    answers_.emplace_back(what, HttpAnswer{status, "application/json", body, {}});
  }

  // "METHOD PATH BODY" of each request so far.
  std::vector<std::string> asked() {
    const std::lock_guard lock{mutex_};
    return asked_;
  }

 private:
  HttpAnswer answer(const HttpRequest& request) {
    const std::string what = request.method + " " + request.path;
    const std::lock_guard lock{mutex_};
    asked_.push_back(what + (request.query.empty() ? "" : "?" + request.query) +
                     (request.body.empty() ? "" : " " + request.body));
    for (const auto& [known, answer] : answers_) {
      if (known == what) return answer;
    }
    return {404, "application/json", "{\"problem\":\"not found\"}", {}};
  }

  EventLoop loop_;
  HttpServer server_{loop_};
  std::mutex mutex_;
  std::vector<std::pair<std::string, HttpAnswer>> answers_;
  std::vector<std::string> asked_;
  std::thread thread_;
};

}  // namespace rrlb
