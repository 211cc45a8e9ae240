// One client's connection: reads requests, has each answered in turn, keeps the connection or ends
// it. It puts HTTP/1's framing on what an exchange brings.
//
// While it idles it holds no buffer: some 300 bytes, and the worker's reader is lent out only while
// a request is under way. What a client can make it hold is one head and one body's worth of
// buffer, and the answers to what fits into that: it reads no more before these are sent.
//
// It ends itself: close() deletes it. After an answer that ends the connection it lingers, reading
// and throwing away for at most 2 s, so that the answer is not lost to a reset (RFC 9112 9.6).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "daemon/http/forwarding.h"
#include "daemon/http/h1/response_reader.h"
#include "daemon/net/timeout_queue.h"
#include "daemon/net/wire.h"
#include "daemon/worker/worker_context.h"

namespace rrlb {

struct Failure;

// Bytes that a client has to move in each idle_timeout while something is under way.
inline constexpr std::uint64_t kLeastProgress = 1024;

class Downstream final : private Waiting {
 public:
  // Takes over a connected socket of a client. The object owns itself from here on.
  static void begin(WorkerContext& context, UniqueFd fd, const IpBits& client);

  // The balancer is stopping: ends if nothing is under way, after having served what has come in
  // already.
  void drain();

  // Ends it now.
  void close();

  // The next one among the worker's.
  Downstream* after() const { return after_; }

  // What its exchange asks of it.

  RequestReader& reader() { return *reader_; }
  ClientFacts facts(const ProxyConfig& rules);  // valid until asked again, of any connection

  const IpBits& address() const { return client_; }
  std::string ip() const { return ip_text(client_); }
  bool readable() const { return wire_.readable(); }
  bool broken() const { return wire_.broken(); }
  bool broken_off() const { return wire_.broken_off(); }
  void again() { wire_.again(); }
  // More of the request's body: into the reader, or, where its length was announced, freed of its
  // framing and valid until the next receive of any connection.
  Wire::Received receive_body(std::string_view& direct);
  Wire::Received receive_raw(std::string_view& bytes);  // of a tunnel

  void respond_informational(const ResponseHead& head);
  // `set_cookie` goes with it, unless it is "".
  void respond(const ResponseHead& head, bool unsure_of_body, std::string_view set_cookie);
  void respond_data(std::string_view data);
  void respond_end(std::string_view trailers);
  void respond_failure(const Failure& failure);
  void respond_upgrade(const ResponseHead& head);
  void respond_raw(std::string_view bytes);
  // False when the client is gone, and with it this object and its exchange.
  bool flush_response();
  bool congested() const { return wire_.congested(); }
  void shut_down() { wire_.shut_down(); }

  // Waits for the client to send or to take something; or for no such thing.
  void expect_progress();
  void expect_nothing() { leave(); }

  // The response is complete, or a failure was answered: goes on with the next request.
  void exchange_over();
  // The response cannot be completed: ends the connection so that the client sees it.
  void cut();

 private:
  Downstream(WorkerContext& context, UniqueFd fd, const IpBits& client);
  ~Downstream();

  static void on_event(evutil_socket_t, short what, void* self) noexcept;
  void expired() override;
  void on_readable();
  void on_writable();
  Wire::Got receive();
  void throw_away();

  void serve();
  bool step();
  void answer();
  void redirect();
  void relay();
  void ask_own(const RequestHead& head);
  void take_own_answer(const HttpAnswer& answer);
  void refuse(int status);
  void end_after_answer();

  bool settle();
  void wait_for_more();
  void finish();
  void note_congestion();

  WorkerContext& context_;
  Downstream* before_ = nullptr;
  Downstream* after_ = nullptr;
  Wire wire_;
  std::unique_ptr<RequestReader> reader_;  // only while a request is under way
  std::unique_ptr<Exchange> exchange_;     // only while a request is carried
  std::uint64_t taken_before_ = 0;         // what the client had taken when a deadline was set
  std::uint64_t awaited_ = 0;              // its number in context_.awaiting, while there
  const IpBits client_;
  bool answered_ = false;              // the request in reader_ has had its answer
  bool over_ = false;                  // the request in reader_ is read whole
  bool ending_ = false;                // nothing is to be answered any more
  bool input_left_ = false;            // the client may still be sending
  bool keep_alive_ = true;             // of the request whose answer is awaited
  bool http_1_0_ = false;              // likewise
  bool head_method_ = false;           // likewise
  bool chunked_response_ = false;      // likewise
  bool response_until_close_ = false;  // likewise
  bool is_awaiting_ = false;
  bool stepping_ = false;
  bool counted_congestion_ = false;
  bool broken_ = false;  // the client is gone, which flush_response() will say
};

}  // namespace rrlb
