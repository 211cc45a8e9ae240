// What the daemons answer themselves: evhttp, a table of routes, and the bounds evhttp lacks.
//
// Not for clients' traffic (ARCHITECTURE.md says why), but for pages, figures and control. A
// request's head is at most 16 KiB, its body 64 KiB; a connection idles 30 s; requests that evhttp
// would misread (two Content-Lengths, several Hosts) are answered 400 and closed.
// When descriptors run out, accepting pauses instead of spinning.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/event_loop.h"
#include "runtime/unique_fd.h"

namespace rrlb {

struct HttpRequest {
  std::string method;
  std::string path;   // as sent, not decoded: "/api/stats"
  std::string query;  // what follows "?", as sent
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string user;  // whose process asks, over a unix socket (its number if it has no name); or ""

  // The value of the first field of that name (any case), "" if there is none.
  std::string field(const std::string& name) const;
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;  // further header fields
};

class HttpServer {
 public:
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  explicit HttpServer(EventLoop& loop);
  ~HttpServer();

  // Answers `method` (GET answers HEAD too) on exactly this path; a path that ends in "/*" stands
  // for all that begin so and are not named themselves. A path without that method is answered 405
  // with Allow, an unknown path 404.
  void route(const std::string& method, const std::string& path, Handler handler);

  // Takes connections from a listening socket. May be called for several.
  void serve(UniqueFd listening_socket);

  // Takes no new connections; those there are answer what is under way.
  void stop_accepting();

 private:
  class Acceptor;
  struct Route {
    std::string method;
    std::string path;
    Handler handler;
  };

  static void on_request(evhttp_request* request, void* self) noexcept;
  HttpAnswer answer(const HttpRequest& request) const;

  EventLoop& loop_;
  std::vector<Route> routes_;
  EvhttpPtr http_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
};

}  // namespace rrlb
