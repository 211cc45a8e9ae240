// The HTTP server for the daemons' own pages, statistics and control interfaces: evhttp, a table of
// routes, and the limits that evhttp lacks.
//
// Not for clients' traffic; ARCHITECTURE.md says why. A request has at most 16 KiB of header fields
// and 64 KiB of body; an idle connection is closed after 30 s. Requests that evhttp would misread
// (two Content-Lengths, several Hosts) get a 400 response, and the connection is closed. When
// descriptors run out, accepting pauses for a moment.
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
  std::string query;  // the text after "?", as sent
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string peer = {};  // the client's IP address, "" over a unix socket
  // Over a unix socket the user of the client's process, by name or else by number; "" over TCP,
  // and for GET and HEAD.
  std::string user = {};

  // The value of the first header field of that name (in any case), "" if there is none.
  std::string field(const std::string& name) const;
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;  // further header fields
  std::shared_ptr<HttpStream> stream = nullptr;             // if set, `body` is only the beginning
};

class HttpServer {
 public:
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;
  // The handler calls `reply` once, immediately or later, on the loop's thread. The client and the
  // server may be gone by then.
  using Reply = std::function<void(const HttpAnswer&)>;
  using LaterHandler = std::function<void(const HttpRequest&, Reply reply)>;

  explicit HttpServer(EventLoop& loop);
  ~HttpServer();

  // Handles requests with this method (GET includes HEAD) and exactly this path. A path that ends
  // in "/*" matches every path that begins so and has no route of its own. Any other method gets
  // 405 with Allow, an unknown path 404.
  void route(const std::string& method, const std::string& path, Handler handler);
  void route_later(const std::string& method, const std::string& path, LaterHandler handler);

  // Turns the plain answers 404 and 405 above into those to send.
  using Refusal = std::function<HttpAnswer(const HttpRequest&, HttpAnswer)>;
  void refuse_with(Refusal refusal) { refusal_ = std::move(refusal); }

  // Accepts connections from a listening socket. May be called for several sockets.
  void serve(UniqueFd listening_socket);

  // Accepts no new connections. Open connections are still served.
  void stop_accepting();

 private:
  class Acceptor;
  struct Route {
    std::string method;
    std::string path;
    LaterHandler handler;
  };
  // A request that has no answer yet. evhttp frees it with its connection.
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
