// One response on a client's HTTP/1 connection: adds framing, says whether the connection stays
// open, and sends it.
#pragma once

#include <string_view>

#include "daemon/http/answer.h"
#include "daemon/http/message.h"
#include "daemon/net/net_context.h"
#include "daemon/net/wire.h"

namespace rrlb {

class H1Response {
 public:
  H1Response(NetContext& net, Wire& wire) : net_{net}, wire_{wire} {}

  // `keep_alive`: so far the connection may carry another request.
  void begin(const RequestHead& head, bool keep_alive);
  // Begins the response to a request whose head could not be read.
  void begin_refusal();

  void write_interim(const ResponseHead& head);
  // `via`: add a Via field. `last`: the connection closes after this response.
  void write_head(const ResponseHead& head, std::string_view set_cookie, bool via, bool last);
  void write_body(std::string_view data);
  void write_end(std::string_view trailers);
  // Writes the head of an upgrade; write_body() then sends the bytes of the tunnel.
  void write_upgrade(const ResponseHead& head, bool via);
  // Writes one of the balancer's own responses, complete.
  void write_answer(const Answer& answer, bool last);

  // Sends what was written. False if the connection to the client is lost.
  [[nodiscard]] bool flush();

  bool keeps_alive() const { return keep_alive_; }
  bool tunnel() const { return tunnel_; }
  // Whether closing the connection would mark the end of the body.
  bool ends_by_close() const { return until_close_; }

 private:
  NetContext& net_;
  Wire& wire_;
  bool http_1_0_ = false;
  bool head_method_ = false;
  bool keep_alive_ = true;
  bool chunked_ = false;
  bool until_close_ = false;
  bool tunnel_ = false;
  bool broken_ = false;  // a send has failed
};

}  // namespace rrlb
