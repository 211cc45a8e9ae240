// One request that is carried to a backend, and its response: picks the backend, tries another when
// that is safe, and moves the bodies both ways at the pace of the slower side.
//
// Knows nothing of framing: the client's connection (Downstream) and the backend's
// (UpstreamConnection) take it off and put it on. Neither side is read from while the other has not
// taken what was read before, so a body of any size passes through one bounded buffer a side.
//
// A failure before a byte of the response went to the client is answered by another backend, within
// the limits of failure.h, `retries` and the retry budget; after that, the client's connection is
// cut, so that what it has cannot be taken for the whole.
//
// Timeouts are for whoever is waited for: a backend that neither takes the request nor responds, or
// a client that neither sends its body nor takes the response.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/balance/pools/topology.h"
#include "daemon/balance/retry/failure.h"
#include "daemon/http/forwarding.h"
#include "daemon/http/h1/response_reader.h"
#include "daemon/net/timeout_queue.h"

namespace rrlb {

class Downstream;
class UpstreamConnection;
class UpstreamLane;
struct WorkerContext;

class Exchange final : public Waiting {
 public:
  explicit Exchange(WorkerContext& context) : context_{context} {}
  ~Exchange();

  // Begins to carry the request that the client's reader holds. It may be over by the return:
  // Downstream::exchange_over() was called then.
  void begin(Downstream& client);

  // A place at a backend may have become free.
  void try_again();

  // As if new, for the next request. Ends what is under way at the backend.
  void reset();

  // What the client's connection says.

  void on_client_readable();                   // perhaps more of the request's body
  void on_client_room();                       // it has taken the response so far
  void on_client_progress(std::size_t bytes);  // it has taken some of it
  void on_client_stalled();                    // for too long

  // What the backend's connection says. Where a bool is returned, false means that the connection
  // is not this exchange's any more, and may be gone.

  void on_connected(int error);  // an errno, 0 for none
  bool on_informational(const ResponseHead& head);
  bool on_upgrade(const ResponseHead& head, std::string_view rest);
  bool on_response(const ResponseHead& head);
  void on_response_data(std::string_view data);
  void on_response_end(std::string_view trailers, bool reusable);
  void on_tunnel_data(std::string_view bytes);
  bool on_tunnel_end(bool takes_no_more);
  void on_backend_room();  // it has taken the request so far
  void on_backend_failed(FailureKind kind);
  bool asked_to_upgrade() const;
  bool client_congested() const;
  bool flush_client();

 private:
  void expired() override;

  void take_up_topology();
  void place();
  const Member* choose(bool& some_are_full);
  bool was_tried(const Member& member) const;
  bool usable(const Member& member, bool even_if_avoided) const;
  bool has_place(const Member& member) const;
  bool just_came() const;
  bool take_place(const Member& member);
  void leave_place();
  void join_queue();
  void connect();
  UpstreamConnection* open(UpstreamLane& lane);  // as UpstreamConnection::open()
  void send_request();
  ForwardedRequest forwarded() const;
  bool gather_buffered_body(std::string& out);
  bool append_piece(std::string& out, std::string_view data);
  void pump_request();
  bool pump_piece();

  void fail(FailureKind kind);
  bool may_retry(const Failure& failure, bool was_stale) const;
  bool others_are_left() const;
  void try_another(bool was_stale);
  void count_failure(FailureKind kind);
  void note_outcome(bool failed);
  void finish();
  void record_access();
  bool pump_tunnel();
  bool end_tunnel_if_over();
  void wait_for_who_is_due();
  bool backend_is_due() const;

  WorkerContext& context_;
  Downstream* client_ = nullptr;
  std::shared_ptr<const Topology> topology_;
  const Member* stuck_to_ = nullptr;  // that the client's cookie names
  const Member* member_ = nullptr;    // whose place is taken
  UpstreamConnection* upstream_ = nullptr;
  std::array<const Member*, 11> tried_{};  // one more than `retries` may be
  unsigned tried_count_ = 0;
  unsigned retries_ = 0;
  TimePoint began_;
  TimePoint sent_;
  FailureKind last_failure_ = FailureKind::no_backend;
  std::string_view failure_name_;  // the last one's
  std::string_view backend_name_;  // the last one's
  std::string method_;             // these two for the access record alone
  std::string target_;
  std::uint64_t body_bytes_ = 0;  // of the request, so far
  std::uint64_t moved_ = 0;       // bytes since a deadline was set
  std::uint64_t to_client_ = 0;   // bytes of the response's body
  int status_ = 0;                // of the response
  bool idempotent_ = false;
  bool chunked_request_ = false;
  bool awaits_continue_ = false;  // the client may wait for a 100 before it sends the body
  bool request_sent_ = false;     // some of it, over the connection there is
  bool streamed_ = false;         // parts of the body are gone: it cannot be sent again
  bool request_done_ = false;
  bool response_begun_ = false;
  bool fresh_connection_ = false;  // the next try must not reuse one
  bool had_fresh_try_ = false;
  bool tunnel_ = false;
  bool client_ended_ = false;  // of a tunnel
  bool backend_ended_ = false;
  bool waits_for_client_ = false;
};

}  // namespace rrlb
