// One HTTP/1.1 connection to a backend, which carries the requests of one exchange after the other.
// To an exchange it is the stream of its request; it adds the framing to the request's body and
// removes it from the response.
//
// Between exchanges it is idle in its lane. Anything that the backend sends then, including its
// end, closes it.
#pragma once

#include <memory>
#include <string>

#include "daemon/http/h1/body_reader.h"
#include "daemon/http/h1/response_reader.h"
#include "daemon/http/server_stream.h"
#include "daemon/net/doomed.h"
#include "daemon/net/timeout_queue.h"
#include "daemon/net/wire.h"

namespace rrlb {

class Lane;
struct UpstreamContext;

class H1ServerConnection final : public Doomed,
                                 public Owned<H1ServerConnection>,
                                 public ServerStream,
                                 private Waiting {
 public:
  // Takes over a socket that is connected, or still connecting.
  H1ServerConnection(UpstreamContext& context, Lane& lane, UniqueFd fd, bool connected);

  // False if the system has no memory to register its events.
  [[nodiscard]] bool watch();

  void carry(ServerEvents& events, bool head_method) override;
  bool connected() const override { return state_ != State::connecting; }
  bool may_be_stale() const override { return carried_ > 1 && !something_came_; }
  bool stale() const override { return wire_.stale(); }
  bool anything_sent() const override { return anything_sent_; }
  void send_head(const ForwardedRequest& request, const ClientFacts& client,
                 const ForwardingStyle& style) override;
  void send_body(std::string_view data) override;
  void send_end(std::string_view trailers) override;
  [[nodiscard]] bool flush() override;
  bool has_room() const override { return !wire_.congested() || takes_no_more_; }
  void send_end_of_tunnel() override { wire_.shut_down(); }
  void read_on() override;
  void release(bool reusable) override;
  void abort() override;
  void expect_progress() override;
  void expect_nothing() override { leave(); }

 private:
  enum class State { connecting, idle, head, body, tunnel };

  static void on_event(evutil_socket_t, short what, void* self) noexcept;
  void expired() override;
  void finish_connecting();
  void on_writable();
  void on_idle_event();

  // Each may end the exchange; events_ is then nullptr.
  void take(std::string_view bytes);
  void take_heads(std::string_view bytes);
  void take_interim_head(const ResponseHead& head);
  void take_upgrade(const ResponseHead& head, std::string_view rest);
  void take_final_head(const ResponseHead& head, std::string_view rest);
  void take_body(std::string_view bytes);
  void input_ended(bool broken);
  void fail(FailureKind kind);

  void send(std::string_view data);
  bool may_be_parked() const;

  UpstreamContext& context_;
  Lane& lane_;
  Wire wire_;
  ServerEvents* events_ = nullptr;  // the exchange that it carries
  State state_ = State::connecting;
  ResponseReader reader_;
  BodyReader body_;
  std::string partial_head_;
  TimePoint opened_;
  std::uint64_t carried_ = 0;       // exchanges so far
  std::uint64_t taken_before_ = 0;  // bytes that the backend had taken when a deadline was set
  unsigned interim_ = 0;            // 1xx responses to this request so far
  bool chunked_request_ = false;
  bool head_method_ = false;
  bool keep_alive_ = false;
  bool something_came_ = false;  // of the response
  bool anything_sent_ = false;   // of the request
  bool takes_no_more_ = false;   // of the request
};

}  // namespace rrlb
