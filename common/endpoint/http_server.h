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
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/endpoint/http_stream.h"
#include "common/event/event_loop.h"
#include "common/event/unique_fd.h"

namespace rrlb {

struct HttpRequest {
  std::string method;
  std::string path;   // as sent, not decoded: "/api/stats"
  std::string query;  // what follows "?", as sent
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string peer = {};  // the IP address that asks, "" over a unix socket
  std::string user =
      {};  // whose process asks, over a unix socket (its number if it has no name); or ""

  // The value of the first field of that name (any case), "" if there is none.
  std::string field(const std::string& name) const;
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;  // further header fields
  std::shared_ptr<HttpStream> stream = nullptr;  // if there is one, the body is but the beginning
};

class HttpServer {
 public:
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;
  // Calls `reply` once, at once or later, on the loop; who asked may be gone by then, and the
  // server.
  using Reply = std::function<void(const HttpAnswer&)>;
  using LaterHandler = std::function<void(const HttpRequest&, Reply reply)>;

  explicit HttpServer(EventLoop& loop);
  ~HttpServer();

  // Answers `method` (GET answers HEAD too) on exactly this path; a path that ends in "/*" stands
  // for all that begin so and are not named themselves. A path without that method is answered 405
  // with Allow, an unknown path 404.
  void route(const std::string& method, const std::string& path, Handler handler);
  void route_later(const std::string& method, const std::string& path, LaterHandler handler);

  // How the answers 404 and 405 above are to look: from the request and the plain answer.
  using Refusal = std::function<HttpAnswer(const HttpRequest&, HttpAnswer)>;
  void refuse_with(Refusal refusal) { refusal_ = std::move(refusal); }

  // Takes connections from a listening socket. May be called for several.
  void serve(UniqueFd listening_socket);

  // Takes no new connections; those there are answer what is under way.
  void stop_accepting();

 private:
  class Acceptor;
  struct Route {
    std::string method;
    std::string path;
    LaterHandler handler;
  };
  // A request whose answer is awaited. evhttp frees it with its connection.
  struct Awaiting {
    evhttp_request* raw;
    HttpRequest request;
  };

  static void on_request(evhttp_request* request, void* self) noexcept;
  static void on_close(evhttp_connection* connection, void* self) noexcept;
  void answer(const HttpRequest& request, const Reply& reply) const;
  void send(evhttp_request* raw, const HttpRequest& request, const HttpAnswer& answer);
  void begin_stream(evhttp_request* raw, const HttpAnswer& answer);
  Reply reply_to(evhttp_request* raw, const HttpRequest& request);

  EventLoop& loop_;
  std::vector<Route> routes_;
  Refusal refusal_ = [](const HttpRequest&, HttpAnswer plain) { return plain; };
  std::unordered_map<evhttp_connection*, std::shared_ptr<Awaiting>> awaiting_;
  std::unordered_map<evhttp_connection*, std::shared_ptr<HttpStream>> streams_;
  EvhttpPtr http_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
};

}  // namespace rrlb
