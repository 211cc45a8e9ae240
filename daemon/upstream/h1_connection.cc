#include "daemon/upstream/h1_connection.h"

#include <utility>

#include "daemon/http/h1/write_request.h"
#include "daemon/upstream/connect_error.h"
#include "daemon/upstream/lane.h"
#include "daemon/upstream/upstream_context.h"

namespace rrlb {
namespace {

// Longer parts of a body are sent from the buffer they were received in. Shorter ones are copied
// together, which costs less than a system call for each.
constexpr std::size_t kWorthASend = 16 * 1024;
constexpr std::size_t kMostGathered = 64 * 1024;

constexpr int kReadsAnEvent = 8;       // then other connections have their turn
constexpr unsigned kMostInterim = 32;  // responses (1xx) to one request

void add(std::atomic<std::uint64_t>& counter, std::uint64_t more) {
  counter.fetch_add(more, std::memory_order_relaxed);
}

}  // namespace

H1ServerConnection::H1ServerConnection(UpstreamContext& context, Lane& lane, UniqueFd fd,
                                       bool connected)
    : context_{context},
      lane_{lane},
      wire_{context.net.base, std::move(fd), &H1ServerConnection::on_event, this},
      state_{connected ? State::idle : State::connecting},
      opened_{context.net.clock.now()} {}

bool H1ServerConnection::watch() { return wire_.watch(state_ == State::connecting); }

void H1ServerConnection::carry(ServerEvents& events, bool head_method) {
  leave();
  events_ = &events;
  head_method_ = head_method;
  if (++carried_ > 1) add(lane_.counters().connections_reused, 1);
  if (state_ == State::idle) state_ = State::head;
  reader_.clear();
  interim_ = 0;
  something_came_ = anything_sent_ = false;
}

void H1ServerConnection::abort() {
  if (!mark_ended()) return;
  leave();
  events_ = nullptr;
  context_.net.buffers.to_backend.clear();  // another request must not carry what was not sent
  wire_.close();
  context_.net.after_event.destroy(lane_.remove(*this));
}

// ---- The request

void H1ServerConnection::send_head(const ForwardedRequest& request, const ClientFacts& client,
                                   const ForwardingStyle& style) {
  std::string& out = context_.net.buffers.to_backend;
  out.clear();
  chunked_request_ = request.body == BodyKind::chunked;
  append_request(out, request, client, style);
}

void H1ServerConnection::send_body(std::string_view data) {
  if (data.empty()) return;
  std::string& out = context_.net.buffers.to_backend;
  if (chunked_request_) append_chunk_head(out, data.size());
  if (data.size() < kWorthASend) {
    out += data;
  } else {
    send(data);
  }
  if (chunked_request_) out += "\r\n";
  if (out.size() >= kMostGathered) send({});
}

void H1ServerConnection::send_end(std::string_view trailers) {
  if (chunked_request_) append_last_chunk(context_.net.buffers.to_backend, trailers);
}

bool H1ServerConnection::flush() {
  if (!context_.net.buffers.to_backend.empty()) send({});
  return !takes_no_more_;
}

// Sends what was buffered, then `data`.
void H1ServerConnection::send(std::string_view data) {
  std::string& out = context_.net.buffers.to_backend;
  if (!takes_no_more_) {
    takes_no_more_ = !wire_.send(out, data);
    anything_sent_ = anything_sent_ || !takes_no_more_;
    add(lane_.counters().bytes_sent, out.size() + data.size());
  }
  out.clear();
}

// ---- Events

void H1ServerConnection::expect_progress() {
  taken_before_ = wire_.congested() ? wire_.taken() : 0;
  Timeouts& timeouts = context_.net.timeouts;
  context_.net.wait_in(state_ == State::connecting ? timeouts.connecting : timeouts.responses,
                       *this);
}

void H1ServerConnection::on_event(evutil_socket_t, short what, void* self) noexcept {
  auto& connection = *static_cast<H1ServerConnection*>(self);
  connection.context_.net.clock.tick();
  connection.wire_.saw(what);
  if (connection.state_ == State::connecting) return connection.finish_connecting();
  if (connection.events_ == nullptr) return connection.on_idle_event();
  if ((what & EV_WRITE) != 0 && !connection.has_room()) return connection.on_writable();
  connection.read_on();
}

void H1ServerConnection::on_idle_event() {
  if (!wire_.readable()) return;
  lane_.unpark(*this);
  abort();
}

void H1ServerConnection::finish_connecting() {
  const int error = wire_.connect_error();
  leave();
  if (error != 0) {
    lane_.avoid(context_.net.clock.now());
    return fail(kind_of_connect_error(error));
  }
  state_ = State::head;
  lane_.reached();
  wire_.again();  // data that arrived with the connection is not reported again
  events_->on_connected();
}

// A backend that takes no more may have responded already; reading will show.
void H1ServerConnection::on_writable() {
  takes_no_more_ = !wire_.flush();
  if (takes_no_more_) wire_.saw(EV_READ);
  read_on();
  if (events_ != nullptr && has_room()) events_->on_backend_room();
}

void H1ServerConnection::expired() {
  if (events_ == nullptr) {
    lane_.unpark(*this);
    return abort();
  }
  if (state_ == State::connecting) {
    lane_.avoid(context_.net.clock.now());
    return fail(FailureKind::connect_timeout);
  }
  // The kernel reports room only when a third of its buffer is free. A backend that is slow but
  // healthy may need longer for that.
  if (!has_room() && wire_.taken() > taken_before_) return expect_progress();
  fail(state_ == State::body ? FailureKind::stalled_response : FailureKind::response_timeout);
}

// ---- The response

void H1ServerConnection::read_on() {
  std::string& scratch = context_.net.buffers.scratch;
  for (int i = 0; i < kReadsAnEvent; ++i) {
    if (events_ == nullptr || !wire_.readable() || !events_->client_has_room()) return;
    const Wire::Received received = wire_.receive(scratch.data(), scratch.size());
    if (received.got == Wire::Got::nothing_yet) return;
    if (received.got != Wire::Got::bytes) return input_ended(received.got == Wire::Got::broken);
    add(lane_.counters().bytes_received, received.size);
    something_came_ = true;
    take({scratch.data(), received.size});
    if (events_ == nullptr) return;
    events_->on_read_over();
    if (events_ == nullptr) return;
    if (wire_.broken_off()) return input_ended(true);
  }
  wire_.again();
}

void H1ServerConnection::take(std::string_view bytes) {
  if (state_ == State::tunnel) return events_->on_response_data(bytes);
  if (state_ == State::body) return take_body(bytes);
  if (partial_head_.empty()) return take_heads(bytes);
  partial_head_ += bytes;
  // The heads point into it, so it must not change before they have been passed on.
  const std::string gathered = std::move(partial_head_);
  partial_head_.clear();
  take_heads(gathered);
}

// Reads heads up to the final one. Any number of 1xx may come before it, in one read or in several.
void H1ServerConnection::take_heads(std::string_view bytes) {
  while (events_ != nullptr && !bytes.empty()) {
    switch (reader_.read(bytes, head_method_)) {
      case ResponseReader::Progress::malformed:
        return fail(FailureKind::malformed_response);
      case ResponseReader::Progress::needs_more:
        partial_head_ = bytes;
        return;
      case ResponseReader::Progress::head:
        break;
    }
    const ResponseHead& head = reader_.head();
    const std::string_view rest = bytes.substr(reader_.size());
    if (head.status >= 200) return take_final_head(head, rest);
    if (head.status == 101) return take_upgrade(head, rest);
    take_interim_head(head);
    bytes = rest;
    reader_.clear();
  }
}

void H1ServerConnection::take_interim_head(const ResponseHead& head) {
  if (++interim_ > kMostInterim) return fail(FailureKind::malformed_response);
  events_->on_interim(head);
}

void H1ServerConnection::take_upgrade(const ResponseHead& head, std::string_view rest) {
  if (!head.upgrades_to_websocket || !events_->asked_to_upgrade()) {
    return fail(FailureKind::malformed_response);
  }
  state_ = State::tunnel;
  // What the client has sent by now is received into the buffer that `rest` lies in.
  const std::string first{rest};
  events_->on_upgrade(head);
  if (events_ != nullptr && !first.empty()) events_->on_response_data(first);
}

void H1ServerConnection::take_final_head(const ResponseHead& head, std::string_view rest) {
  keep_alive_ = head.keep_alive;
  body_.begin(head.body, head.length);
  state_ = State::body;
  events_->on_response(head);
  take_body(rest);
}

void H1ServerConnection::take_body(std::string_view bytes) {
  while (body_.state() == BodyReader::State::more && !bytes.empty()) {
    const BodyReader::Piece piece = body_.next(bytes);
    bytes.remove_prefix(piece.consumed);
    events_->on_response_data(piece.data);
  }
  if (body_.state() == BodyReader::State::more) return;
  if (body_.state() == BodyReader::State::malformed) return fail(FailureKind::malformed_response);
  // Bytes after a response were not requested.
  events_->on_response_end(body_.trailers(), bytes.empty());
}

// The backend has closed its side, which may end the response.
void H1ServerConnection::input_ended(bool broken) {
  if (state_ == State::tunnel && !broken) {
    return events_->on_end_of_tunnel(takes_no_more_ || wire_.broken());
  }
  if (state_ != State::body) return fail(FailureKind::closed_early);
  if (!broken) body_.end_of_input();
  if (!broken && body_.state() == BodyReader::State::ended) {
    return events_->on_response_end({}, false);
  }
  fail(FailureKind::truncated_response);
}

void H1ServerConnection::fail(FailureKind kind) { events_->on_backend_failed(kind); }

// ---- Between exchanges

bool H1ServerConnection::may_be_parked() const {
  const ProxyConfig& limits = context_.topology->limits;
  return keep_alive_ && state_ == State::body && !wire_.congested() && !takes_no_more_ &&
         !context_.net.draining && !lane_.retired &&
         lane_.idle() < limits.max_idle_upstream_connections &&
         context_.net.clock.now() - opened_ < limits.upstream_lifetime &&
         !(wire_.readable() && wire_.stale());
}

void H1ServerConnection::release(bool reusable) {
  events_ = nullptr;
  if (!reusable || !may_be_parked()) return abort();
  state_ = State::idle;
  lane_.park(*this);
  context_.net.wait_in(context_.net.timeouts.upstream_idle, *this);
}

}  // namespace rrlb
