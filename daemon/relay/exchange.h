// Carries one request to a backend and the response back: finds a backend, tries another one when
// that is safe, and moves the bodies both ways at the pace of the slower side.
//
// It knows no protocol: a ClientStream and a ServerStream handle the framing. It reads from one
// side only when the other side has taken what was read before, so a body of any size passes
// through one bounded buffer on each side.
//
// If a backend fails before a byte of the response was sent to the client, another backend is
// tried, within the limits of attempts.h and the retry budget. If it fails later, the client's
// stream is aborted, so that the client does not take the response for complete.
//
// It ends by calling finish(), answer() or abort() of the client's stream, as its last action;
// `Exchanges` then keeps it for the next request. It stays valid for callers that are still on the
// stack, and once it has ended every function does nothing.
#pragma once

#include <memory>

#include "daemon/http/client_stream.h"
#include "daemon/http/server_stream.h"
#include "daemon/net/doomed.h"
#include "daemon/net/timeout_queue.h"
#include "daemon/relay/attempts.h"
#include "daemon/relay/outcome.h"
#include "daemon/relay/placement.h"
#include "daemon/relay/relay_context.h"
#include "daemon/relay/selection.h"
#include "daemon/relay/tunnel.h"

namespace rrlb {

class Exchanges;

class Exchange final : public Doomed,
                       public Owned<Exchange>,
                       public Waiting,
                       public ClientEvents,
                       public ServerEvents {
 public:
  Exchange(RelayContext& context, Exchanges& exchanges)
      : context_{context}, exchanges_{exchanges} {}

  // Begins to carry the request of `client`. It may have ended before this returns.
  void begin(ClientStream& client);

  // A place at a backend may be free. Returns whether the exchange still queues.
  [[nodiscard]] bool try_again();

  bool on_client_readable() override;
  void on_client_room() override;
  void on_client_progress(std::uint64_t bytes) override;
  void on_client_stalled() override;
  void on_client_gone() override;

  void on_connected() override;
  void on_backend_failed(FailureKind kind) override;
  void on_backend_room() override;
  void on_interim(const ResponseHead& head) override;
  void on_response(const ResponseHead& head) override;
  void on_response_data(std::string_view data) override;
  void on_response_end(std::string_view trailers, bool reusable) override;
  void on_read_over() override;
  void on_upgrade(const ResponseHead& head) override;
  void on_end_of_tunnel(bool takes_no_more) override;
  bool client_has_room() const override;
  bool asked_to_upgrade() const override;

 private:
  enum class State {
    over,
    queued,      // waits for a place at a backend
    connecting,  // to the backend
    carrying,    // sends the request, then receives the response
    tunnel,
  };

  void expired() override;

  // The way to a backend.
  void take_topology();
  [[nodiscard]] bool find_place(bool has_waited);
  void place();
  void join_queue();
  void connect();

  // The request.
  ForwardedRequest forwarded() const;
  ClientFacts client_facts();
  void send_request();
  void pump_request();
  [[nodiscard]] bool take_piece(const BodyPiece& piece);
  [[nodiscard]] bool flush_request();

  // The end.
  void fail(FailureKind kind);
  bool may_retry(const Failure& failure, bool stale);
  void try_another(bool stale);
  void give_up();
  void end();
  void after_tunnel_step(Tunnel::State state);

  // Time.
  void set_deadlines();
  bool backend_is_due() const;

  RelayContext& context_;
  Exchanges& exchanges_;
  State state_ = State::over;
  ClientStream* client_ = nullptr;
  ServerStream* server_ = nullptr;
  std::shared_ptr<const Topology> topology_;
  Selected selected_;
  Placement placement_;
  Attempts attempts_;
  Outcome outcome_;
  Tunnel tunnel_;
  std::string ip_text_;      // the client's address
  std::uint64_t moved_ = 0;  // since the last deadline was set
  bool idempotent_ = false;
  bool request_done_ = false;    // all of it was read from the client
  bool response_begun_ = false;  // at least partly sent to the client
  bool client_is_due_ = false;   // it waits for the client
};

}  // namespace rrlb
