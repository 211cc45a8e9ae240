// One request of one client and the response to it, as an exchange sees them, whatever protocol the
// client speaks. HTTP/1 has one at a time on a connection, HTTP/2 many.
//
// Framing stays with the connection: an exchange reads and sends content alone.
//
// Ownership: the connection owns the stream. The exchange holds it from Exchange::begin() until it
// calls finish(), answer() or abort(), or until the stream calls on_client_gone(); then it must not
// touch the stream again. The stream lives until the event that is being handled is over.
//
// Time: of the client and the backend, the exchange tells the one that is due to move
// (expect_progress) and the other that it is not (expect_nothing). A client that is due and does not
// move within `idle_timeout` is reported by on_client_stalled().
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/address.h"
#include "daemon/http/answer.h"
#include "daemon/http/message.h"

namespace rrlb {

// Bytes that a client has to move in each `idle_timeout` while it is due.
inline constexpr std::uint64_t kLeastProgress = 1024;

// A part of a request's body, or why there is none.
struct BodyPiece {
  enum class State {
    more,         // `data` is the next part; it may be empty
    ended,        // `data` is the last part
    nothing_yet,  // on_client_readable() follows
    malformed,
    gone,  // the client has left
  };
  State state = State::nothing_yet;
  std::string_view data{};  // without framing; valid until the next read of any stream
};

// What a client's stream reports to its exchange.
class ClientEvents {
 public:
  virtual void on_client_readable() = 0;  // perhaps more of the body
  virtual void on_client_room() = 0;      // it has taken all of the response so far
  virtual void on_client_progress(std::uint64_t bytes) = 0;  // it has taken some of the response
  virtual void on_client_stalled() = 0;
  virtual void on_client_gone() = 0;

 protected:
  ~ClientEvents() = default;
};

class ClientStream {
 public:
  virtual const RequestHead& head() const = 0;  // until more of the body is read
  virtual const IpBits& address() const = 0;
  virtual std::string_view scheme() const = 0;  // "http", "https"

  // ---- The request's body

  virtual BodyPiece read_body() = 0;
  // The next read_body() returns bytes that came with the head.
  virtual bool body_is_buffered() const = 0;
  // The fields after the body, each "Name: value\r\n"; valid after `ended`.
  virtual std::string_view trailers() const = 0;
  // Whether the body can be read from its beginning once more: all that was read came with the head.
  virtual bool can_rewind() const = 0;
  virtual void rewind() = 0;
  // The client may wait for "100 Continue" before it sends the body.
  virtual bool awaits_continue() const = 0;
  // Reports on_client_readable() if there is more to read, after other connections had their turn.
  virtual void read_later() = 0;

  // ---- The response

  // Whether the client has taken everything. Without room, nothing is to be sent.
  virtual bool has_room() const = 0;
  virtual void send_interim(const ResponseHead& head) = 0;
  // With a Set-Cookie field of the balancer's own unless it is "".
  virtual void send_head(const ResponseHead& head, std::string_view set_cookie) = 0;
  virtual void send_body(std::string_view data) = 0;
  // What was sent leaves the balancer at the latest now. May end in on_client_gone().
  virtual void flush() = 0;

  // After it, read_body() and send_body() carry the bytes of a tunnel, `ended` is the client's end,
  // and send_end_of_tunnel() the backend's.
  virtual void switch_protocols(const ResponseHead& head) = 0;
  virtual void send_end_of_tunnel() = 0;

  // ---- The end, one of:

  virtual void finish(std::string_view trailers) = 0;  // the response is complete
  virtual void answer(const Answer& answer) = 0;       // instead of a backend's response
  virtual void abort() = 0;  // the client must see that the response is not complete

  // ---- Time

  virtual void expect_progress() = 0;
  virtual void expect_nothing() = 0;

 protected:
  ~ClientStream() = default;
};

}  // namespace rrlb
