// One client's HTTP/1 connection: reads requests, answers them in order, and keeps or closes the
// connection. To an exchange it is the stream of the current request; it removes the framing from
// the request's body and adds it to the response.
//
// An idle connection takes about 300 bytes and no buffer: it borrows one of the worker's readers
// while a request is under way. A client can make it hold at most one head, one buffer of a body,
// and the responses to the requests in that buffer: it reads no more until these are sent.
//
// After a response that closes the connection it lingers: it reads and drops for at most 2 s, so
// that a reset does not destroy the response (RFC 9112 9.6).
#pragma once

#include <cstdint>
#include <memory>

#include "daemon/downstream/h1_request_body.h"
#include "daemon/downstream/h1_response.h"
#include "daemon/http/client_stream.h"
#include "daemon/http/h1/request_reader.h"
#include "daemon/net/after_event.h"
#include "daemon/net/timeout_queue.h"
#include "daemon/net/wire.h"

namespace rrlb {

struct DownstreamContext;
struct HttpAnswer;

class H1ClientConnection final : public Resumable,
                                 public Owned<H1ClientConnection>,
                                 public ClientStream,
                                 private Waiting {
 public:
  // Takes over the socket of a client that the listener of this number accepted.
  static void begin(DownstreamContext& context, UniqueFd fd, const IpBits& client,
                    std::uint32_t listener);

  // The balancer is stopping: answers the requests that have arrived, then closes the connection if
  // none is under way.
  void drain();

  // Closes it now, and ends the exchange that carries its request.
  void end();

  void resume() override;

  // ClientStream

  const RequestHead& head() const override { return reader_->head(); }
  const IpBits& address() const override { return client_; }
  std::string_view scheme() const override;
  BodyPiece read_body() override;
  bool body_is_buffered() const override;
  std::string_view trailers() const override { return reader_->body().trailers(); }
  bool can_rewind() const override { return !body_.streamed(); }
  void rewind() override { reader_->rewind_body(); }
  bool awaits_continue() const override { return body_.awaits_continue(); }
  void read_later() override;
  bool has_room() const override { return !wire_.congested(); }
  void send_interim(const ResponseHead& head) override;
  void send_head(const ResponseHead& head, std::string_view set_cookie) override;
  void send_body(std::string_view data) override { response_.write_body(data); }
  void flush() override;
  void switch_protocols(const ResponseHead& head) override;
  void send_end_of_tunnel() override { wire_.shut_down(); }
  void finish(std::string_view trailers) override;
  void answer(const Answer& answer) override;
  void abort() override;
  void expect_progress() override;
  void expect_nothing() override { leave(); }

 private:
  H1ClientConnection(DownstreamContext& context, UniqueFd fd, const IpBits& client,
                     std::uint32_t listener);

  static void on_event(evutil_socket_t, short what, void* self) noexcept;
  void expired() override;
  void on_readable();
  void on_writable();
  [[nodiscard]] bool receive();
  void drop_input();

  // Requests, one after the other.
  void serve();
  [[nodiscard]] bool step();
  void begin_request();
  void respond();
  void redirect();
  void relay();
  void ask_own();
  void take_own_answer(const HttpAnswer& answer);
  void refuse(int status);
  void write(const Answer& answer);
  bool last_response() const;
  void exchange_over();
  void request_over();

  // Waiting.
  [[nodiscard]] bool settle();
  void wait_for_more();
  void linger_or_end();
  void note_congestion();
  void give_reader_back();

  DownstreamContext& context_;
  Wire wire_;
  H1RequestBody body_;
  H1Response response_;
  std::unique_ptr<RequestReader> reader_;  // only while a request is under way
  ClientEvents* exchange_ = nullptr;       // only while a request is carried
  std::uint64_t taken_before_ = 0;  // bytes that the client had taken when a deadline was set
  std::uint64_t awaited_ = 0;       // its number in context_.awaiting; 0 if it has none
  const IpBits client_;
  const std::uint32_t listener_;
  // Of the request in reader_:
  bool responded_ = false;   // the response was written
  bool read_whole_ = false;  // all of the request was read
  // Of the connection:
  bool closing_ = false;     // no further request is answered
  bool input_left_ = false;  // the client may still be sending
  bool counted_congestion_ = false;
};

}  // namespace rrlb
