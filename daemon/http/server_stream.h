// One request at one backend and the response to it, as an exchange sees them, whatever protocol
// the backend speaks.
//
// Framing belongs to the connection: an exchange sends and receives content only.
//
// Ownership: the connection pool (Backends) owns the stream and lends it to an exchange, from
// carry() until release() or abort(). The exchange must not use it afterwards. The stream lives
// until the event that is being handled is over.
#pragma once

#include <string_view>

#include "daemon/balance/retry/failure.h"
#include "daemon/http/forwarding.h"
#include "daemon/http/message.h"

namespace rrlb {

// What a backend's stream reports to its exchange.
class ServerEvents {
 public:
  virtual void on_connected() = 0;
  virtual void on_backend_failed(FailureKind kind) = 0;
  virtual void on_backend_room() = 0;  // it has taken all of the request so far

  virtual void on_interim(const ResponseHead& head) = 0;
  virtual void on_response(const ResponseHead& head) = 0;
  virtual void on_response_data(std::string_view data) = 0;
  // `reusable`: from the backend's side, the connection may carry another exchange.
  virtual void on_response_end(std::string_view trailers, bool reusable) = 0;
  // Everything that came in one read has been reported.
  virtual void on_read_over() = 0;

  // 101, as the request asked. From here on, on_response_data() reports the tunnel's bytes.
  virtual void on_upgrade(const ResponseHead& head) = 0;
  // `takes_no_more`: the backend does not take any more bytes either.
  virtual void on_end_of_tunnel(bool takes_no_more) = 0;

  // Whether what is read now can be passed on.
  virtual bool client_has_room() const = 0;
  virtual bool asked_to_upgrade() const = 0;

 protected:
  ~ServerEvents() = default;
};

class ServerStream {
 public:
  // Lends the stream to an exchange. Unless it is connected(), on_connected() follows later.
  virtual void carry(ServerEvents& events, bool head_method) = 0;
  virtual bool connected() const = 0;
  // Whether the connection was used before and nothing has come back for this exchange: the backend
  // may have closed it before it saw the request.
  virtual bool may_be_stale() const = 0;
  // Whether the backend closed the connection, or sent unexpected bytes, while it was idle. Costs a
  // system call; check it for requests that cannot be sent twice.
  virtual bool stale() const = 0;

  // ---- The request

  virtual void send_head(const ForwardedRequest& request, const ClientFacts& client,
                         const ForwardingStyle& style) = 0;
  virtual void send_body(std::string_view data) = 0;
  virtual void send_end(std::string_view trailers) = 0;
  // Sends what is still buffered. False if the backend takes no more; its response may have arrived
  // nevertheless, and is still read.
  [[nodiscard]] virtual bool flush() = 0;
  // Some of the request has left the balancer over this connection.
  virtual bool anything_sent() const = 0;
  // Whether the backend has taken everything. Without room, nothing is to be sent.
  virtual bool has_room() const = 0;

  // After on_upgrade(), send_body() sends the bytes of the tunnel, and this sends the client's end.
  virtual void send_end_of_tunnel() = 0;

  // ---- The response

  // Continues to read, because the client has room again.
  virtual void read_on() = 0;

  // ---- The end: exactly one of these

  // The exchange is over. The connection is kept if it may carry another one.
  virtual void release(bool reusable) = 0;
  virtual void abort() = 0;

  // ---- Time: on_backend_failed() reports a backend that must move and does not do so in time.

  virtual void expect_progress() = 0;
  virtual void expect_nothing() = 0;

 protected:
  ~ServerStream() = default;
};

}  // namespace rrlb
