// One connection to a backend: sends the request of one exchange after the other, in HTTP/1.1, and
// tells the exchange what comes back, freed of its framing.
//
// Between exchanges it idles in its lane; whatever a backend sends then, be it the end, closes it.
// It ends itself: close() deletes it.
#pragma once

#include <memory>
#include <string>

#include "daemon/balance/retry/failure.h"
#include "daemon/http/h1/body_reader.h"
#include "daemon/http/h1/response_reader.h"
#include "daemon/net/timeout_queue.h"
#include "daemon/net/wire.h"
#include "daemon/worker/worker_context.h"

namespace rrlb {

class Exchange;

class UpstreamConnection final : private Waiting {
 public:
  // Begins to connect to the member; nullptr and errno when that is not possible.
  static UpstreamConnection* open(WorkerContext& context, UpstreamLane& lane, const Member& member);

  // Makes it the exchange's own. Unless it is ready() yet, it calls on_connected() later.
  void carry(Exchange& exchange, bool head_method);
  bool ready() const { return state_ != State::connecting; }
  // Was used before, and nothing has come back for this exchange.
  bool may_be_stale() const { return carried_ > 1 && !something_came_; }

  // Whether the backend has closed it, or sent what nobody asked for, while it was idle. Costs a
  // system call, to be made where a request cannot be sent twice.
  bool stale() const;

  // Bytes for the backend, framed. False when it takes none any more; its response may be there all
  // the same, and so it is still read.
  bool send(std::string_view bytes);
  bool congested() const { return wire_.congested() && !takes_no_more_; }

  // Waits for the backend to say, or take, something from now on; or for no such thing.
  void expect_progress();
  void expect_nothing() { leave(); }

  // Reads on: the client has room for more. False if it is not the exchange's any more.
  bool read_on();

  // After an upgrade: bytes as they are.
  void become_tunnel() { state_ = State::tunnel; }
  void shut_down() { wire_.shut_down(); }

  // The exchange is over: back to the lane if the connection may be used again, else its end.
  void release(bool reusable);

  void close();

 private:
  enum class State { connecting, idle, head, body, tunnel };

  UpstreamConnection(WorkerContext& context, UpstreamLane& lane, UniqueFd fd);
  ~UpstreamConnection();

  static void on_event(evutil_socket_t, short what, void* self) noexcept;
  void expired() override;
  void finish_connecting();
  void on_writable();
  void on_idle_event();
  bool take(std::string_view bytes);
  bool take_head(std::string_view& bytes, bool& whole);
  bool take_final_head(const ResponseHead& head, std::string_view rest);
  bool take_body(std::string_view bytes);
  bool input_ended(bool broken);
  bool fail(FailureKind kind);
  bool may_be_parked() const;

  WorkerContext& context_;
  UpstreamLane& lane_;
  Wire wire_;
  Exchange* exchange_ = nullptr;
  State state_ = State::connecting;
  ResponseReader reader_;
  BodyReader body_;
  std::string partial_head_;
  TimePoint opened_;
  std::uint64_t carried_ = 0;
  std::uint64_t taken_before_ = 0;  // what the backend had taken when a deadline was set
  unsigned informational_ = 0;      // responses (1xx) to the request so far
  bool head_method_ = false;
  bool keep_alive_ = false;
  bool something_came_ = false;  // of the response
  bool takes_no_more_ = false;   // of the request
};

}  // namespace rrlb
