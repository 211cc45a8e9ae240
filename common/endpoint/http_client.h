// Sends one HTTP GET request, with one deadline for the name lookup, the connect and the whole
// response.
//
// Uses evhttp's client. If a name has several addresses, they are tried in turn until a connect
// succeeds. The response is limited to 64 KiB of header fields and to `max_body`; whatever the
// server sends, `done` is called exactly once. An interim response (103) counts as a problem,
// because evhttp does not read on after it. evhttp may use a connection after its callbacks return,
// so nothing is freed within them.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "common/endpoint/resolver.h"
#include "common/event/event_loop.h"

namespace rrlb {

struct Url;

struct HttpResult {
  int status = 0;          // 0: no response, `problem` says why
  std::string problem;     // "connection refused", "no answer within 1 s", ...
  bool connected = false;  // the connect succeeded, even if there was no response
  bool ours = false;       // the server is not to blame: this process is out of descriptors
  std::string body;
  std::string location;  // the Location header field, "" if absent
  std::string ip;        // the address that responded, or the last one tried
  std::chrono::microseconds latency{0};

  bool answered() const { return status != 0; }
};

struct HttpGetOptions {
  std::string accept = "*/*";
  std::chrono::milliseconds deadline{1'000};
  size_t max_body = 1U << 20;
};

class HttpGet {
 public:
  using Done = std::function<void(HttpResult)>;

  // `target` is the path with the query: "/health". `done` may destroy the HttpGet. If it is
  // destroyed earlier, the request is cancelled and `done` is never called.
  HttpGet(EventLoop& loop, Resolver& resolver, const Url& server, const std::string& target,
          const HttpGetOptions& options, Done done);
  ~HttpGet();
  HttpGet(const HttpGet&) = delete;
  HttpGet& operator=(const HttpGet&) = delete;

 private:
  struct Exchange;
  std::unique_ptr<Exchange> exchange_;
};

}  // namespace rrlb
