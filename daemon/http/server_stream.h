// One request at one backend and the response to it, as an exchange sees them, whatever protocol
// the backend speaks.
//
// Framing stays with the connection: an exchange sends and receives content alone.
//
// Ownership: the connection pool (Backends) owns the stream and lends it to an exchange, from
// carry() until release() or abort(). After either the exchange must not touch it again. The stream
// lives until the event that is being handled is over.
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
  // `reusable`: as far as the backend is concerned, the connection may carry another exchange.
  virtual void on_response_end(std::string_view trailers, bool reusable) = 0;
  // All that came in one read has been reported.
  virtual void on_read_over() = 0;

  // 101 to the upgrade that was asked for; on_response_data() then reports the tunnel's bytes.
  virtual void on_upgrade(const ResponseHead& head) = 0;
  // `takes_no_more`: nothing can be sent to the backend any more either.
  virtual void on_end_of_tunnel(bool takes_no_more) = 0;

  // Whether what is read now can be passed on.
  virtual bool client_has_room() const = 0;
  virtual bool asked_to_upgrade() const = 0;

 protected:
  ~ServerEvents() = default;
};

class ServerStream {
 public:
  // Lends it to an exchange. Unless it is connected(), it calls on_connected() later.
  virtual void carry(ServerEvents& events, bool head_method) = 0;
  virtual bool connected() const = 0;
  // It was used before, and nothing has come back for this exchange: the backend may have closed it
  // before it saw the request.
  virtual bool may_be_stale() const = 0;
  // Whether the backend has closed it, or sent what nobody asked for, while it was idle. Costs a
  // system call; to be asked where a request cannot be sent twice.
  virtual bool stale() const = 0;

  // ---- The request

  virtual void send_head(const ForwardedRequest& request, const ClientFacts& client,
                         const ForwardingStyle& style) = 0;
  virtual void send_body(std::string_view data) = 0;
  virtual void send_end(std::string_view trailers) = 0;
  // What was sent leaves the balancer now. False when the backend takes no more; its response may
  // have come all the same, and is still read.
  [[nodiscard]] virtual bool flush() = 0;
  // Whether the backend has taken everything. Without room, nothing is to be sent.
  virtual bool has_room() const = 0;

  // After on_upgrade(): the bytes of a tunnel, and the client's end.
  virtual void send_end_of_tunnel() = 0;

  // ---- The response

  // Reads on: the client has room again.
  virtual void read_on() = 0;

  // ---- The end, one of:

  // The exchange is over; the connection is kept if it may carry another one.
  virtual void release(bool reusable) = 0;
  virtual void abort() = 0;

  // ---- Time: on_backend_failed() reports a backend that is due and does not move in time.

  virtual void expect_progress() = 0;
  virtual void expect_nothing() = 0;

 protected:
  ~ServerStream() = default;
};

}  // namespace rrlb
