// Makes one HTTP GET, with one deadline for everything: name look-up, connect, and the whole
// answer.
//
// On evhttp's client. Addresses of a name are tried in turn while connecting fails. The answer is
// bounded (64 KiB of header, and `max_body`); whatever a server sends, `done` is called exactly
// once. An interim answer (103) is a problem: evhttp reads no further. evhttp frees a connection in
// surprising moments, so nothing here is ever freed from within its callbacks.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/address.h"
#include "common/base/time.h"
#include "common/endpoint/resolver.h"
#include "common/event/event_loop.h"

namespace rrlb {

struct HttpResult {
  int status = 0;       // 0: there was no answer, and `problem` says why
  std::string problem;  // "connection refused", "no answer within 1 s", "not an HTTP answer", ...
  bool connected = false;  // there was a connection, whatever came of it
  bool ours = false;       // the problem is this process's own: it was out of descriptors
  std::string body;
  std::string location;  // the Location field, "" if none
  std::string ip;        // the address that answered, or that was tried last
  std::chrono::microseconds latency{0};

  bool answered() const { return status != 0; }
};

struct HttpGetOptions {
  std::string accept = "*/*";
  Milliseconds deadline{1'000};
  size_t max_body = 1U << 20;
};

class HttpGet {
 public:
  using Done = std::function<void(HttpResult)>;

  // `target` is the path and query: "/health". `done` may destroy the HttpGet. Destroying it before
  // drops the request, and `done` is never called.
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
