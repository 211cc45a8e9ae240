// One client's HTTP/1 connection: reads requests, has each answered in turn, keeps the connection or
// ends it. To an exchange it is the stream of the request that is carried; it takes HTTP/1's framing
// off the request's body and puts it on the response.
//
// While it idles it holds no buffer: some 300 bytes, and the worker's reader is lent out only while
// a request is under way. What a client can make it hold is one head, one body's worth of buffer,
// and the responses to what fits into that: it reads no more before these are sent.
//
// After a response that ends the connection it lingers, reading and dropping for at most 2 s, so that
// the response is not lost to a reset (RFC 9112 9.6).
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
  // Takes over a connected socket of a client, accepted by the listener of this number.
  static void begin(DownstreamContext& context, UniqueFd fd, const IpBits& client,
                    std::uint32_t listener);

  // The balancer is stopping: ends if nothing is under way, after having served what has come in
  // already.
  void drain();

  // Ends it now, and the exchange that carries its request.
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

  // The requests in turn.
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

  // What the connection waits for.
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
  std::uint64_t taken_before_ = 0;         // what the client had taken when a deadline was set
  std::uint64_t awaited_ = 0;              // its number in context_.awaiting; 0: not there
  const IpBits client_;
  const std::uint32_t listener_;
  // Of the request in reader_:
  bool responded_ = false;   // it has had its response
  bool read_whole_ = false;  // nothing of it is to be read any more
  // Of the connection:
  bool closing_ = false;     // no request is answered any more
  bool input_left_ = false;  // the client may still be sending
  bool counted_congestion_ = false;
};

}  // namespace rrlb
