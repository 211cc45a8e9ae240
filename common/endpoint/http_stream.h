// A response that stays open: it begins with the answer's body, and further parts are sent later
// (server-sent events).
//
// Belongs to the loop of its HttpServer. The connection of a client that leaves more than 1 MiB
// unread is closed. Once the connection is closed, send() does nothing.
#pragma once

#include <string_view>

struct evhttp_request;

namespace rrlb {

class HttpStream {
 public:
  HttpStream() = default;
  HttpStream(const HttpStream&) = delete;
  HttpStream& operator=(const HttpStream&) = delete;

  // Whether the client is still connected. False before the response has begun.
  bool open() const { return raw_ != nullptr; }
  void send(std::string_view part);

 private:
  friend class HttpServer;

  evhttp_request* raw_ = nullptr;
};

}  // namespace rrlb
