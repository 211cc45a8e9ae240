// One request of one client and the response to it, as an exchange sees them, whatever protocol the
// client speaks. HTTP/1 has one at a time on a connection, HTTP/2 many.
//
// Framing belongs to the connection: an exchange reads and sends content only.
//
// Ownership: the connection owns the stream. The exchange holds it from Exchange::begin() until it
// calls finish(), answer() or abort(), or until the stream calls on_client_gone(); then it must not
// touch the stream again. The stream lives until the event that is being handled is over.
//
// Time: the exchange tells one side that it must move next (expect_progress) and the other that it
// need not (expect_nothing). on_client_stalled() reports a client that must move and does not do so
// within `idle_timeout`.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/ip.h"
#include "daemon/http/answer.h"
#include "daemon/http/message.h"

namespace rrlb {

// Bytes that a client must move in each `idle_timeout` while the exchange waits for it.
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
  // There may be more of the body. Returns false where nothing of it is read now: a client that has
  // left is then given up, because nothing else would notice it.
  [[nodiscard]] virtual bool on_client_readable() = 0;
  virtual void on_client_room() = 0;  // it has taken all of the response so far
  virtual void on_client_progress(std::uint64_t bytes) = 0;  // it has taken some of the response
  virtual void on_client_stalled() = 0;
  virtual void on_client_gone() = 0;

 protected:
  ~ClientEvents() = default;
};

class ClientStream {
 public:
  virtual const RequestHead& head() const = 0;  // valid until more of the body is read
  virtual const IpBits& address() const = 0;
  virtual std::string_view scheme() const = 0;  // "http", "https"

  // ---- The request's body

  virtual BodyPiece read_body() = 0;
  // Whether the next read_body() returns bytes that came with the head.
  virtual bool body_is_buffered() const = 0;
  // The trailer fields, each "Name: value\r\n"; valid after `ended`.
  virtual std::string_view trailers() const = 0;
  // Whether the body can be read again from its beginning: all that was read came with the head.
  virtual bool can_rewind() const = 0;
  virtual void rewind() = 0;
  // Whether the client may wait for "100 Continue" before it sends the body.
  virtual bool awaits_continue() const = 0;
  // Calls on_client_readable() if there is more to read, after other connections have had their
  // turn.
  virtual void read_later() = 0;

  // ---- The response

  // Whether the client has taken everything. Without room, nothing may be sent.
  virtual bool has_room() const = 0;
  virtual void send_interim(const ResponseHead& head) = 0;
  // `set_cookie` is a Set-Cookie field that the balancer adds, unless it is "".
  virtual void send_head(const ResponseHead& head, std::string_view set_cookie) = 0;
  virtual void send_body(std::string_view data) = 0;
  // Sends what is still buffered. May call on_client_gone().
  virtual void flush() = 0;

  // From here on, read_body() and send_body() carry the bytes of a tunnel; `ended` is the client's
  // end, and send_end_of_tunnel() the backend's.
  virtual void switch_protocols(const ResponseHead& head) = 0;
  virtual void send_end_of_tunnel() = 0;

  // ---- The end: exactly one of these

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
