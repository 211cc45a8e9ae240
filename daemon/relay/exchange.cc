#include "daemon/relay/exchange.h"

#include <algorithm>
#include <utility>

#include "common/base/decimal.h"
#include "daemon/relay/exchanges.h"

namespace rrlb {
namespace {

constexpr std::uint64_t kBytesAnEvent = 512 * 1024;  // then other connections have their turn

}  // namespace

void Exchange::begin(ClientStream& client) {
  client_ = &client;
  outcome_.begin(context_.net.clock.now());
  take_topology();
  const RequestHead& head = client.head();
  attempts_ = {};
  tunnel_ = {};
  idempotent_ = idempotent(head.method);
  request_done_ = head.body == BodyKind::none;
  response_begun_ = client_is_due_ = false;
  moved_ = 0;
  WorkerCounters::add(context_.counters.requests, 1);
  WorkerCounters::add(context_.counters.in_flight, 1);
  context_.retry_budget.request(context_.net.clock.now());
  place();
}

void Exchange::take_topology() {
  topology_ = context_.topology;
  if (topology_->access_records) outcome_.keep_texts(client_->head());
}

// ---- Finding a backend

// Takes a place at the best backend that has a free one.
bool Exchange::find_place(bool has_waited) {
  const Selector selector{*topology_, client_->head(), client_->address()};
  do {  // again if another worker was faster and the backend is now full
    selected_ = select_for_relay(context_, selector, attempts_, has_waited);
    if (selected_.member == nullptr) return false;
  } while (!placement_.take(*selected_.member));
  const bool again = attempts_.count() > 0;
  if (again) attempts_.note_retry();
  outcome_.given_to(*selected_.member, again);
  return true;
}

void Exchange::place() {
  if (find_place(false)) return connect();
  if (selected_.some_are_full && attempts_.none_failed()) return join_queue();
  fail(attempts_.last_failure());
}

void Exchange::join_queue() {
  if (exchanges_.queue_is_full()) return fail(FailureKind::queue_timeout);
  state_ = State::queued;
  context_.net.wait_in(context_.net.timeouts.queueing, *this);
  exchanges_.joined_queue();
  // The requests that the free place was reserved for may have left meanwhile.
  if (any_place(*topology_)) context_.between.wake_queues();
}

// While it was queued, backends may have come and gone, and limits may have been raised.
bool Exchange::try_again() {
  take_topology();
  const bool placed = find_place(true);
  if (!placed && selected_.some_are_full) return true;
  leave();
  exchanges_.left_queue();
  if (placed) {
    connect();
  } else {
    fail(FailureKind::no_backend);
  }
  return false;
}

void Exchange::expired() {
  if (state_ == State::tunnel) return give_up();
  exchanges_.left_queue();
  fail(FailureKind::queue_timeout);
}

void Exchange::connect() {
  Backends& backends = context_.backends;
  const Member& member = *placement_.member();
  server_ = attempts_.needs_fresh_connection() ? nullptr : backends.take_idle(*topology_, member);
  // If a request cannot be sent twice, do not use a connection that the backend has closed.
  while (server_ != nullptr && !idempotent_ && server_->stale()) {
    server_->abort();
    server_ = backends.take_idle(*topology_, member);
  }
  if (server_ == nullptr) {
    const Backends::Opened opened = backends.open(*topology_, member);
    if (opened.stream == nullptr) return fail(opened.failure);
    server_ = opened.stream;
  }
  server_->carry(*this, client_->head().head_method);
  if (server_->connected()) return send_request();
  state_ = State::connecting;
  server_->expect_progress();
}

void Exchange::on_connected() { send_request(); }

// ---- The request

ForwardedRequest Exchange::forwarded() const {
  const RequestHead& head = client_->head();
  const Member& member = *placement_.member();
  ForwardedRequest request;
  request.method = head.method;
  request.path_prefix = member.upstream->url().path;
  request.path_and_query = head.target == "*" ? head.target : head.path_and_query;
  request.host = head.host;
  request.backend_authority = member.authority;
  request.http_1_0 = head.http_1_0;
  request.body = head.body;
  request.length = head.length;
  request.length_given = head.length_given;
  request.upgrade_to_websocket = head.upgrades_to_websocket;
  request.expects_continue = head.expects_continue;
  request.fields = head.fields;
  return request;
}

ClientFacts Exchange::client_facts() {
  const IpBits& address = client_->address();
  ip_text_ = ip_text(address);
  const auto& trusted = topology_->limits.trusted_proxies;
  const bool is_trusted = std::any_of(trusted.begin(), trusted.end(), [&](const Network& network) {
    return network.contains(address);
  });
  return {ip_text_, is_trusted, client_->scheme()};
}

void Exchange::send_request() {
  state_ = State::carrying;
  const ProxyConfig& rules = topology_->limits;
  server_->send_head(forwarded(), client_facts(), {rules.host, rules.via});
  outcome_.sent(context_.net.clock.now());
  pump_request();
}

// Moves the body as far as the client has sent it and the backend takes it. Body bytes that came
// with the head are sent together with it. The head is sent before more is read from the client,
// because until then the request can go to another backend.
void Exchange::pump_request() {
  const std::uint64_t before = outcome_.body_bytes;
  while (!request_done_ && server_->has_room() && outcome_.body_bytes - before < kBytesAnEvent) {
    if (!server_->anything_sent() && !client_->body_is_buffered() && !flush_request()) return;
    if (!take_piece(client_->read_body())) break;
  }
  if (state_ != State::carrying || !flush_request()) return;
  if (!request_done_ && server_->has_room()) client_->read_later();
  set_deadlines();
}

// False if the backend took nothing of the request. If it stops taking it later, it may have
// responded already; reading will show.
bool Exchange::flush_request() {
  if (server_->flush() || server_->anything_sent()) return true;
  fail(FailureKind::closed_early);
  return false;
}

// False if no more of the body can be read now.
bool Exchange::take_piece(const BodyPiece& piece) {
  switch (piece.state) {
    case BodyPiece::State::nothing_yet:
      return false;
    case BodyPiece::State::gone:
      give_up();
      return false;
    case BodyPiece::State::malformed:
      fail(FailureKind::malformed_body);
      return false;
    case BodyPiece::State::more:
    case BodyPiece::State::ended:
      break;
  }
  outcome_.body_bytes += piece.data.size();
  moved_ += piece.data.size();
  if (outcome_.body_bytes > topology_->limits.max_body_bytes) {
    fail(FailureKind::body_too_large);
    return false;
  }
  server_->send_body(piece.data);
  request_done_ = piece.state == BodyPiece::State::ended;
  if (request_done_) server_->send_end(client_->trailers());
  return true;
}

bool Exchange::on_client_readable() {
  if (state_ == State::tunnel) {
    after_tunnel_step(tunnel_.pump(*client_, *server_));
    return state_ != State::tunnel || !tunnel_.client_ended();
  }
  const bool reads = state_ == State::carrying && !request_done_ && server_->has_room();
  if (reads) pump_request();
  return reads;
}

void Exchange::on_backend_room() {
  if (state_ == State::tunnel) return after_tunnel_step(tunnel_.pump(*client_, *server_));
  if (!request_done_) return pump_request();
  set_deadlines();
}

// ---- The response

bool Exchange::asked_to_upgrade() const { return client_->head().upgrades_to_websocket; }

bool Exchange::client_has_room() const { return client_->has_room(); }

void Exchange::on_read_over() {
  client_->flush();
  if (state_ != State::over) set_deadlines();
}

void Exchange::on_interim(const ResponseHead& head) {
  if (head.status == 100 && !client_->awaits_continue()) return;  // the client did not ask
  client_->send_interim(head);
}

void Exchange::on_response(const ResponseHead& head) {
  response_begun_ = true;
  const Member& member = *placement_.member();
  outcome_.responded(context_, *topology_, member, head.status);
  client_->send_head(head, selected_.stuck ? std::string_view{} : member.set_cookie);
}

void Exchange::on_response_data(std::string_view data) {
  moved_ += data.size();
  outcome_.sent_bytes += data.size();
  client_->send_body(data);
}

void Exchange::on_response_end(std::string_view trailers, bool reusable) {
  std::exchange(server_, nullptr)->release(reusable && request_done_);
  ClientStream& client = *client_;
  end();
  client.finish(trailers);
}

// The client has taken the response so far. It may have sent more of the body while the response
// waited.
void Exchange::on_client_room() {
  if (state_ == State::tunnel) {
    after_tunnel_step(tunnel_.pass_ends_on(*client_, *server_));
    if (state_ != State::tunnel) return;
    server_->read_on();
    if (state_ != State::tunnel) return;
    return after_tunnel_step(tunnel_.pump(*client_, *server_));
  }
  if (state_ != State::carrying) return;
  server_->read_on();
  if (state_ == State::tunnel) return after_tunnel_step(tunnel_.pump(*client_, *server_));
  if (state_ != State::carrying) return;
  if (!request_done_) return pump_request();
  set_deadlines();
}

void Exchange::on_client_progress(std::uint64_t bytes) {
  moved_ += bytes;
  if (state_ == State::carrying || state_ == State::tunnel) set_deadlines();
}

void Exchange::on_client_stalled() { fail(FailureKind::client_stalled); }

// ---- Tunnels

void Exchange::on_upgrade(const ResponseHead& head) {
  response_begun_ = true;
  state_ = State::tunnel;
  outcome_.upgraded(*placement_.member(), head.status);
  client_->switch_protocols(head);
  client_->expect_nothing();  // from here on only the tunnel's timeout applies
  server_->expect_nothing();
  client_->flush();
  if (state_ == State::tunnel) after_tunnel_step(tunnel_.pump(*client_, *server_));
}

void Exchange::on_end_of_tunnel(bool takes_no_more) {
  after_tunnel_step(tunnel_.backend_ended(*client_, *server_, takes_no_more));
}

void Exchange::after_tunnel_step(Tunnel::State state) {
  switch (state) {
    case Tunnel::State::open:
      return context_.net.wait_in(context_.net.timeouts.tunnels, *this);
    case Tunnel::State::broken:
      return give_up();
    case Tunnel::State::over:
      break;
  }
  std::exchange(server_, nullptr)->release(false);
  ClientStream& client = *client_;
  end();
  client.finish({});
}

// ---- Failures

void Exchange::on_backend_failed(FailureKind kind) { fail(kind); }

void Exchange::fail(FailureKind kind) {
  const Failure& failure = rrlb::failure(kind);
  // The backend may have closed a kept connection just as it was reused, which says nothing about
  // its other connections. If the request is retried on a fresh connection, the stale one does not
  // count toward ejection.
  const bool stale = kind == FailureKind::closed_early && server_ != nullptr &&
                     server_->may_be_stale() && !attempts_.needs_fresh_connection();
  const bool retry = may_retry(failure, stale);
  if (!stale || !retry) outcome_.failed(context_, *topology_, placement_.member(), kind);
  if (failure.side == Side::backend) attempts_.note_failure(kind);
  if (server_ != nullptr) std::exchange(server_, nullptr)->abort();
  if (retry) return try_another(stale);
  ClientStream& client = *client_;
  const bool begun = response_begun_;
  if (!begun) outcome_.answered(failure.status);
  if (!begun && failure.status == 503) WorkerCounters::add(context_.counters.unserved, 1);
  const Decimal retry_after{topology_->retry_after_seconds};
  end();
  if (begun) return client.abort();
  client.answer(failure_answer(failure, retry_after.text()));
}

bool Exchange::may_retry(const Failure& failure, bool stale) {
  const Member* member = placement_.member();
  if (member == nullptr) return false;
  const Attempts::Facts facts{.response_begun = response_begun_,
                              .body_is_gone = !client_->can_rewind(),
                              .sent = server_ != nullptr && server_->anything_sent(),
                              .idempotent = idempotent_,
                              .stale = stale,
                              .others_left = others_are_left(*topology_, attempts_, member)};
  return attempts_.may_retry(failure, facts, topology_->limits.retries) &&
         context_.retry_budget.take(context_.net.clock.now());
}

void Exchange::try_another(bool stale) {
  client_->rewind();
  request_done_ = client_->head().body == BodyKind::none;
  outcome_.body_bytes = 0;
  if (stale) {  // keep the place, or another request might take it
    attempts_.ask_again();
    outcome_.asked_again(*placement_.member());
    return connect();
  }
  attempts_.give_up(*placement_.member());
  placement_.give_back(context_.between);
  place();
}

// The client has left, or a tunnel broke or timed out.
void Exchange::give_up() {
  ClientStream& client = *client_;
  on_client_gone();
  client.abort();
}

void Exchange::on_client_gone() {
  if (client_ == nullptr) return;
  if (server_ != nullptr) {
    outcome_.failed(context_, *topology_, placement_.member(), FailureKind::client_gone);
    std::exchange(server_, nullptr)->abort();
  }
  end();
}

// Releases everything that it holds, except the client's stream.
void Exchange::end() {
  if (state_ == State::queued && queue() != nullptr) exchanges_.left_queue();
  leave();
  if (topology_->access_records) {
    outcome_.record(context_.access, client_->address(), attempts_.retries(),
                    context_.net.clock.now());
  }
  placement_.give_back(context_.between);
  WorkerCounters::subtract(context_.counters.in_flight, 1);
  state_ = State::over;
  client_ = nullptr;
  topology_.reset();
  exchanges_.over(*this);
}

// ---- Time

// A client that expects "100 Continue" waits for the backend.
bool Exchange::backend_is_due() const {
  if (!client_->has_room()) return false;
  return request_done_ || !server_->has_room() || client_->awaits_continue();
}

void Exchange::set_deadlines() {
  if (state_ == State::tunnel) {
    return context_.net.wait_in(context_.net.timeouts.tunnels, *this);
  }
  if (backend_is_due()) {
    client_is_due_ = false;
    moved_ = 0;
    client_->expect_nothing();
    return server_->expect_progress();
  }
  if (client_is_due_ && moved_ < kLeastProgress) return;  // slow clients get no more time
  client_is_due_ = true;
  moved_ = 0;
  server_->expect_nothing();
  client_->expect_progress();
}

}  // namespace rrlb
