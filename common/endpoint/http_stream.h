// An answer that goes on: its beginning is the answer's body, and further parts follow when there
// is something to say (server-sent events).
//
// Belongs to the loop of its HttpServer. A client that has gone, or that leaves more than 1 MiB
// unread, is let go of; its stream is closed from then on, and takes what is sent in silence.
#pragma once

#include <string_view>

struct evhttp_request;

namespace rrlb {

class HttpStream {
 public:
  HttpStream() = default;
  HttpStream(const HttpStream&) = delete;
  HttpStream& operator=(const HttpStream&) = delete;

  // Whether there is a client still. False before the answer has begun, too.
  bool open() const { return raw_ != nullptr; }
  void send(std::string_view part);

 private:
  friend class HttpServer;

  evhttp_request* raw_ = nullptr;
};

}  // namespace rrlb
