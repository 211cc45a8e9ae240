#include "daemon/relay/exchange.h"

#include <algorithm>
#include <cerrno>

#include "daemon/balance/fitness/response_ewma.h"
#include "daemon/downstream/h1_connection.h"
#include "daemon/upstream/h1_connection.h"
#include "daemon/worker/worker_context.h"

namespace rrlb {
namespace {

constexpr int kReadsAnEvent = 8;  // then the others have their turn

FailureKind kind_of_connect_error(int error) {
  switch (error) {
    case ECONNREFUSED:
      return FailureKind::connect_refused;
    case ETIMEDOUT:
      return FailureKind::connect_timeout;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:  // no port of our own is left
    case EAGAIN:
      return FailureKind::no_descriptors;
    default:
      return FailureKind::connect_failed;
  }
}

void add(std::atomic<std::uint64_t>& counter, std::uint64_t more) {
  counter.fetch_add(more, std::memory_order_relaxed);
}

}  // namespace

Exchange::~Exchange() { reset(); }

void Exchange::begin(Downstream& client) {
  client_ = &client;
  take_up_topology();
  const RequestHead& head = client.reader().head();
  idempotent_ = idempotent(head.method);
  chunked_request_ = head.body == BodyKind::chunked;
  request_done_ = head.body == BodyKind::none;
  awaits_continue_ = head.expects_continue && !request_done_;
  began_ = Clock::now();
  WorkerCounters::add(context_.counters.requests, 1);
  WorkerCounters::add(context_.counters.in_flight, 1);
  context_.retry_budget.request(WorkerContext::now());
  place();
}

// What a record is to say is kept from when the topology asks for records.
void Exchange::take_up_topology() {
  topology_ = context_.topology;
  if (!topology_->access_records) return;
  const RequestHead& head = client_->reader().head();
  method_ = head.method;
  target_ = head.target.substr(0, AccessLog::kLongestTarget);
}

void Exchange::reset() {
  if (queue() == &context_.queueing) context_.left_queue();
  leave();
  if (upstream_ != nullptr) {
    count_failure(FailureKind::client_gone);
    std::exchange(upstream_, nullptr)->close();
  }
  if (topology_ && topology_->access_records) record_access();
  leave_place();
  if (client_ != nullptr) WorkerCounters::subtract(context_.counters.in_flight, 1);
  client_ = nullptr;
  topology_.reset();
  tried_count_ = retries_ = 0;
  body_bytes_ = moved_ = to_client_ = 0;
  status_ = 0;
  idempotent_ = chunked_request_ = awaits_continue_ = request_sent_ = streamed_ = false;
  request_done_ = response_begun_ = fresh_connection_ = had_fresh_try_ = false;
  tunnel_ = client_ended_ = backend_ended_ = waits_for_client_ = false;
  last_failure_ = FailureKind::no_backend;
  failure_name_ = {};
  backend_name_ = {};
  stuck_to_ = nullptr;
}

void Exchange::record_access() {
  AccessRecord* record = context_.access.next();
  if (record == nullptr) return;
  record->client = client_->ip();
  record->method = method_;
  record->target = target_;
  record->backend = backend_name_;
  record->status = status_;
  record->failure = failure_name_;
  record->retries = retries_;
  record->bytes_received = body_bytes_;
  record->bytes_sent = to_client_;
  record->took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_);
  context_.access.add();
}

// ---- Which backend

void Exchange::place() {
  bool some_are_full = false;
  while (const Member* member = choose(some_are_full)) {
    if (!take_place(*member)) continue;  // somebody was faster; it is full now
    return connect();
  }
  if (some_are_full && last_failure_ == FailureKind::no_backend) return join_queue();
  fail(last_failure_);
}

// Those that could not be reached a moment ago only when there is nobody else.
const Member* Exchange::choose(bool& some_are_full) {
  const Pool& pool = topology_->pool;
  const RequestHead& head = client_->reader().head();
  stuck_to_ = context_.stuck_to(*topology_, head);
  if (stuck_to_ != nullptr && stuck_to_->eligible && usable(*stuck_to_, false)) return stuck_to_;
  PickKey key = context_.pick_key(*topology_, head, client_->address());
  if (tried_count_ > 0) key.own_turn = &context_.retry_turn;
  for (const bool even_if_avoided : {false, true}) {
    const Member* picked =
        pool.pick(key, [&](const Member& member) { return usable(member, even_if_avoided); });
    if (picked != nullptr) return picked;
  }
  const auto& eligible = pool.eligible();
  some_are_full = std::any_of(eligible.begin(), eligible.end(), [&](std::uint32_t position) {
    return !was_tried(pool.members()[position]);
  });
  return nullptr;
}

bool Exchange::was_tried(const Member& member) const {
  const auto end = tried_.begin() + tried_count_;
  return std::find(tried_.begin(), end, &member) != end;
}

bool Exchange::usable(const Member& member, bool even_if_avoided) const {
  if (was_tried(member) || !has_place(member)) return false;
  // A free place is for those who wait for one, not for a request that has only just come.
  if (member.max_in_flight != 0 && just_came() && context_.shared.anyone_queues()) return false;
  return even_if_avoided || !context_.lanes.of(*topology_, member).avoided(WorkerContext::now());
}

bool Exchange::has_place(const Member& member) const {
  return member.max_in_flight == 0 || member.upstream->counters().in_flight.load(
                                          std::memory_order_relaxed) < member.max_in_flight;
}

bool Exchange::just_came() const {
  return queue() != &context_.queueing && last_failure_ == FailureKind::no_backend;
}

bool Exchange::take_place(const Member& member) {
  UpstreamCounters& counters = member.upstream->counters();
  std::uint64_t taken = counters.in_flight.load(std::memory_order_relaxed);
  do {  // never more than there are, be it for a moment: another worker would take it for full
    if (member.max_in_flight != 0 && taken >= member.max_in_flight) return false;
  } while (!counters.in_flight.compare_exchange_weak(taken, taken + 1, std::memory_order_relaxed));
  member_ = &member;
  backend_name_ = member.upstream->name();
  add(counters.requests, 1);
  if (tried_count_ > 0) {
    ++retries_;
    add(counters.retries, 1);
  }
  return true;
}

void Exchange::leave_place() {
  if (member_ == nullptr) return;
  member_->upstream->counters().in_flight.fetch_sub(1, std::memory_order_relaxed);
  if (context_.shared.anyone_queues()) context_.shared.wake_queues();
  member_ = nullptr;
}

void Exchange::join_queue() {
  if (context_.queue_is_full()) return fail(FailureKind::queue_timeout);
  context_.wait_in(context_.queueing, *this);
  context_.joined_queue();
  // Those for whom a free place was left may have gone meanwhile.
  const Pool& pool = topology_->pool;
  const bool place_left =
      std::any_of(pool.eligible().begin(), pool.eligible().end(),
                  [&](std::uint32_t position) { return has_place(pool.members()[position]); });
  if (place_left) context_.shared.wake_queues();
}

// While it waited, backends may have come and gone, and been given more places.
void Exchange::try_again() {
  take_up_topology();
  bool some_are_full = false;
  const Member* member = choose(some_are_full);
  while (member != nullptr && !take_place(*member)) member = choose(some_are_full);
  if (member == nullptr && some_are_full) return;
  leave();
  context_.left_queue();
  if (member == nullptr) return fail(FailureKind::no_backend);
  connect();
}

void Exchange::expired() {
  if (tunnel_) return client_->close();
  context_.left_queue();
  fail(FailureKind::queue_timeout);
}

void Exchange::connect() {
  UpstreamLane& lane = context_.lanes.of(*topology_, *member_);
  UpstreamConnection* idle = fresh_connection_ ? nullptr : lane.take_idle();
  // A request that cannot be sent twice is not risked on a connection that the backend has closed.
  while (idle != nullptr && !idempotent_ && idle->stale()) {
    idle->close();
    idle = lane.take_idle();
  }
  upstream_ = idle != nullptr ? idle : open(lane);
  request_sent_ = false;
  if (upstream_ == nullptr) {
    const FailureKind kind = kind_of_connect_error(errno);
    if (kind != FailureKind::no_descriptors) lane.avoid(WorkerContext::now());
    return fail(kind);
  }
  upstream_->carry(*this, client_->reader().head().head_method);
  if (upstream_->ready()) return send_request();
  upstream_->expect_progress();
}

UpstreamConnection* Exchange::open(UpstreamLane& lane) {
  UpstreamConnection* made = UpstreamConnection::open(context_, lane, *member_);
  if (made != nullptr || kind_of_connect_error(errno) != FailureKind::no_descriptors) return made;
  const int error = errno;
  context_.shared.close_unused();
  if (context_.lanes.close_idle()) return UpstreamConnection::open(context_, lane, *member_);
  errno = error;
  return nullptr;
}

void Exchange::on_connected(int error) {
  if (error == 0) return send_request();
  context_.lanes.of(*topology_, *member_).avoid(WorkerContext::now());
  fail(kind_of_connect_error(error));
}

// ---- The request

ForwardedRequest Exchange::forwarded() const {
  const RequestHead& head = client_->reader().head();
  ForwardedRequest request;
  request.method = head.method;
  request.path_prefix = member_->upstream->url().path;
  request.path_and_query = head.target == "*" ? head.target : head.path_and_query;
  request.host = head.host;
  request.backend_authority = member_->authority;
  request.http_1_0 = head.http_1_0;
  request.body = head.body;
  request.length = head.length;
  request.length_given = head.length_given;
  request.upgrade_to_websocket = head.upgrades_to_websocket;
  request.expects_continue = head.expects_continue;
  request.fields = head.fields;
  return request;
}

void Exchange::send_request() {
  std::string& out = context_.upstream_out;
  out.clear();
  const ProxyConfig& rules = topology_->limits;
  append_request(out, forwarded(), client_->facts(rules), {rules.host, rules.via});
  if (!gather_buffered_body(out)) return;
  sent_ = Clock::now();
  if (!upstream_->send(out)) return fail(FailureKind::closed_early);  // nothing of it has left
  request_sent_ = true;
  pump_request();
}

// Takes what the client's reader holds of the body. False when that was the end of this exchange.
bool Exchange::gather_buffered_body(std::string& out) {
  RequestReader& reader = client_->reader();
  BodyReader& body = reader.body();
  while (!request_done_ && !reader.buffered().empty()) {
    const BodyReader::Piece piece = body.next(reader.buffered());
    reader.consume(piece.consumed);
    if (!append_piece(out, piece.data)) return false;
  }
  return true;
}

// A part of the body as the backend gets it, and the body's end if it is there.
bool Exchange::append_piece(std::string& out, std::string_view data) {
  const BodyReader& body = client_->reader().body();
  body_bytes_ += data.size();
  moved_ += data.size();
  if (!data.empty()) awaits_continue_ = false;
  if (body.state() == BodyReader::State::malformed) return fail(FailureKind::malformed_body), false;
  if (body_bytes_ > topology_->limits.max_body_bytes) {
    return fail(FailureKind::body_too_large), false;
  }
  if (!data.empty() && chunked_request_) append_chunk_head(out, data.size());
  out += data;
  if (!data.empty() && chunked_request_) out += "\r\n";
  request_done_ = body.state() == BodyReader::State::ended;
  if (request_done_ && chunked_request_) append_last_chunk(out, body.trailers());
  return true;
}

// Moves the body on as far as the client has sent it and the backend takes it.
void Exchange::pump_request() {
  for (int i = 0; i < kReadsAnEvent && !request_done_ && !upstream_->congested(); ++i) {
    if (!client_->readable() && client_->reader().buffered().empty()) break;
    if (!pump_piece()) return;
  }
  if (!request_done_ && client_->broken_off()) return client_->close();
  if (!request_done_ && !upstream_->congested()) client_->again();
  wait_for_who_is_due();
}

// Announced bytes go from the socket to the socket; chunks through the reader's buffer, since the
// next request may stand behind the last one. False when that was the end of this exchange.
bool Exchange::pump_piece() {
  RequestReader& reader = client_->reader();
  std::string& out = context_.upstream_out;
  out.clear();
  std::string_view direct;
  if (reader.buffered().empty()) {
    streamed_ = true;
    const Wire::Received received = client_->receive_body(direct);
    if (received.got == Wire::Got::nothing_yet) return true;
    if (received.got != Wire::Got::bytes) return client_->close(), false;
  }
  if (direct.empty()) {
    if (!gather_buffered_body(out)) return false;
    upstream_->send(out);
    return true;
  }
  if (!append_piece(out, {})) return false;
  body_bytes_ += direct.size();
  moved_ += direct.size();
  awaits_continue_ = false;
  upstream_->send(direct);
  return true;
}

void Exchange::on_client_readable() {
  if (tunnel_) {
    pump_tunnel();
    return;
  }
  const bool carries_body = upstream_ != nullptr && upstream_->ready() && !request_done_;
  if (carries_body && !upstream_->congested()) return pump_request();
  // What comes now waits until the backend takes it, or is the next request; but not if the client
  // has given up.
  if (client_->broken()) client_->close();
}

void Exchange::on_backend_room() {
  if (tunnel_) {
    pump_tunnel();
    return;
  }
  if (!request_done_) return pump_request();
  wait_for_who_is_due();
}

// ---- The response

bool Exchange::asked_to_upgrade() const { return client_->reader().head().upgrades_to_websocket; }

bool Exchange::client_congested() const { return client_->congested(); }

bool Exchange::flush_client() {
  if (!client_->flush_response()) return false;
  wait_for_who_is_due();
  return true;
}

bool Exchange::on_informational(const ResponseHead& head) {
  if (head.status == 100) {
    if (!awaits_continue_) return true;  // nobody asked
    awaits_continue_ = false;
  }
  client_->respond_informational(head);
  return true;
}

bool Exchange::on_response(const ResponseHead& head) {
  response_begun_ = true;
  status_ = head.status;
  UpstreamCounters& counters = member_->upstream->counters();
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - sent_);
  counters.response_times.record(took);
  record_response_time(counters.response_ewma_us, took);
  add(counters.responses[static_cast<std::size_t>(head.status / 100 - 1)], 1);
  note_outcome(head.status >= 500);
  client_->respond(head, awaits_continue_,
                   member_ == stuck_to_ ? std::string_view{} : member_->set_cookie);
  return true;
}

void Exchange::on_response_data(std::string_view data) {
  moved_ += data.size();
  to_client_ += data.size();
  client_->respond_data(data);
}

void Exchange::on_response_end(std::string_view trailers, bool reusable) {
  client_->respond_end(trailers);
  std::exchange(upstream_, nullptr)->release(reusable && request_done_);
  finish();
}

void Exchange::on_client_room() {
  if (upstream_ == nullptr || !upstream_->ready()) return;
  if (tunnel_ && end_tunnel_if_over()) return;
  if (!upstream_->read_on()) return;
  // The client may have sent more while the response waited for it.
  if (tunnel_) {
    pump_tunnel();
    return;
  }
  if (!request_done_) return pump_request();
  wait_for_who_is_due();
}

void Exchange::on_client_progress(std::size_t bytes) {
  moved_ += bytes;
  if (upstream_ != nullptr && upstream_->ready()) wait_for_who_is_due();
}

void Exchange::on_client_stalled() { fail(FailureKind::client_stalled); }

void Exchange::finish() {
  leave_place();
  client_->exchange_over();
}

// ---- Failures

void Exchange::on_backend_failed(FailureKind kind) { fail(kind); }

void Exchange::count_failure(FailureKind kind) {
  failure_name_ = failure(kind).name;
  if (member_ == nullptr) return;
  add(member_->upstream->counters().failures[static_cast<std::size_t>(kind)], 1);
  if (failure(kind).side == Side::backend) note_outcome(true);
}

// Each value of the run is seen by one worker alone, who tells of it at once.
void Exchange::note_outcome(bool failed) {
  auto& run = member_->upstream->counters().failures_in_a_row;
  if (failed) {
    const std::uint64_t so_many = run.fetch_add(1, std::memory_order_relaxed) + 1;
    if (so_many == topology_->failures_that_eject) context_.shared.look_for_outliers();
  } else if (run.load(std::memory_order_relaxed) != 0) {
    run.store(0, std::memory_order_relaxed);
  }
}

void Exchange::fail(FailureKind kind) {
  const Failure& failure = rrlb::failure(kind);
  // The backend may have closed the connection just as it was used again: that says nothing of
  // another one.
  const bool was_stale = kind == FailureKind::closed_early && upstream_ != nullptr &&
                         upstream_->may_be_stale() && !had_fresh_try_;
  const bool retry = may_retry(failure, was_stale);
  // Nor of this one, if it is asked again: it must not be ejected for closing what was unused.
  if (!was_stale || !retry) count_failure(kind);
  if (failure.side == Side::backend) last_failure_ = kind;
  if (upstream_ != nullptr) std::exchange(upstream_, nullptr)->close();
  if (retry) return try_another(was_stale);
  if (response_begun_) return client_->cut();
  status_ = failure.status;
  client_->respond_failure(failure);
  finish();
}

bool Exchange::may_retry(const Failure& failure, bool was_stale) const {
  if (response_begun_ || streamed_ || failure.side != Side::backend || member_ == nullptr)
    return false;
  if (!was_stale && retries_ >= topology_->limits.retries) return false;
  const bool safe = !request_sent_ || idempotent_;
  if (failure.retry == Retry::never || (failure.retry == Retry::if_idempotent && !safe))
    return false;
  if (!was_stale && !others_are_left()) return false;
  return context_.retry_budget.take(WorkerContext::now());
}

bool Exchange::others_are_left() const {
  const Pool& pool = topology_->pool;
  return std::any_of(pool.eligible().begin(), pool.eligible().end(), [&](std::uint32_t position) {
    const Member& member = pool.members()[position];
    return &member != member_ && !was_tried(member);
  });
}

void Exchange::try_another(bool was_stale) {
  client_->reader().rewind_body();
  request_done_ = client_->reader().head().body == BodyKind::none;
  body_bytes_ = 0;
  if (was_stale) {  // the place stays taken: somebody else might have it next
    fresh_connection_ = had_fresh_try_ = true;
    add(member_->upstream->counters().retries, 1);
    return connect();
  }
  tried_[tried_count_++] = member_;
  leave_place();
  place();
}

// ---- Tunnels

bool Exchange::on_upgrade(const ResponseHead& head, std::string_view rest) {
  response_begun_ = tunnel_ = true;
  status_ = head.status;
  add(member_->upstream->counters().responses[0], 1);
  client_->respond_upgrade(head);
  client_->expect_nothing();  // from here on the tunnel's own time counts
  upstream_->become_tunnel();
  upstream_->expect_nothing();
  client_->respond_raw(rest);
  return client_->flush_response() && pump_tunnel();
}

void Exchange::on_tunnel_data(std::string_view bytes) {
  to_client_ += bytes.size();
  client_->respond_raw(bytes);
}

// False when both have ended, and everything is gone.
bool Exchange::on_tunnel_end(bool takes_no_more) {
  backend_ended_ = true;
  client_ended_ = client_ended_ || takes_no_more;  // whatever it says, nobody hears it
  return !end_tunnel_if_over();
}

// What the client sends, to the backend. False when that was the end of everything.
bool Exchange::pump_tunnel() {
  for (int i = 0; i < kReadsAnEvent && !upstream_->congested() && !client_ended_; ++i) {
    std::string_view bytes;
    const Wire::Received received = client_->receive_raw(bytes);
    if (received.got == Wire::Got::nothing_yet) break;
    if (received.got == Wire::Got::broken) return client_->close(), false;
    client_ended_ = received.got == Wire::Got::end;
    if (!upstream_->send(bytes)) return client_->close(), false;
  }
  if (end_tunnel_if_over()) return false;
  // After its end nothing is received from it, which would tell of a break.
  const bool broken = client_ended_ ? client_->broken() : client_->broken_off();
  if (broken) return client_->close(), false;
  if (!upstream_->congested() && !client_ended_) client_->again();
  context_.wait_in(context_.tunnels, *this);
  return true;
}

// Each side's end is passed on when what came before it has been.
bool Exchange::end_tunnel_if_over() {
  if (client_ended_ && !upstream_->congested()) upstream_->shut_down();
  if (backend_ended_ && !client_->congested()) client_->shut_down();
  if (!client_ended_ || !backend_ended_ || upstream_->congested() || client_->congested())
    return false;
  std::exchange(upstream_, nullptr)->close();
  leave_place();
  client_->close();
  return true;
}

// ---- Deadlines

bool Exchange::backend_is_due() const {
  if (client_->congested()) return false;
  return request_done_ || upstream_->congested() || awaits_continue_;
}

void Exchange::wait_for_who_is_due() {
  if (tunnel_) return context_.wait_in(context_.tunnels, *this);
  if (backend_is_due()) {
    waits_for_client_ = false;
    moved_ = 0;
    client_->expect_nothing();
    return upstream_->expect_progress();
  }
  if (waits_for_client_ && moved_ < kLeastProgress) return;  // a client that drips gains no time
  waits_for_client_ = true;
  moved_ = 0;
  upstream_->expect_nothing();
  client_->expect_progress();
}

}  // namespace rrlb
