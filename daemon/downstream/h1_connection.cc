#include "daemon/downstream/h1_connection.h"

#include <algorithm>

#include "common/base/decimal.h"
#include "daemon/downstream/downstream_context.h"
#include "daemon/relay/decision.h"
#include "daemon/relay/selection.h"

namespace rrlb {
namespace {

constexpr int kReadsAnEvent = 16;  // then other connections have their turn

}  // namespace

void H1ClientConnection::begin(DownstreamContext& context, UniqueFd fd, const IpBits& client,
                               std::uint32_t listener) {
  H1ClientConnection& connection = context.clients.add(std::unique_ptr<H1ClientConnection>{
      new H1ClientConnection{context, std::move(fd), client, listener}});
  if (!connection.wire_.watch(false)) return connection.end();
  context.net.wait_in(context.net.timeouts.heads, connection);
}

H1ClientConnection::H1ClientConnection(DownstreamContext& context, UniqueFd fd,
                                       const IpBits& client, std::uint32_t listener)
    : context_{context},
      wire_{context.net.base, std::move(fd), &H1ClientConnection::on_event, this},
      body_{context.net, wire_},
      response_{context.net, wire_},
      client_{client},
      listener_{listener} {
  WorkerCounters::add(context_.relay.counters.connections, 1);
  WorkerCounters::add(context_.relay.counters.clients, 1);
  context_.relay.between.clients.fetch_add(1, std::memory_order_relaxed);
}

void H1ClientConnection::end() {
  if (!mark_ended()) return;
  leave();
  if (exchange_ != nullptr) std::exchange(exchange_, nullptr)->on_client_gone();
  if (awaited_ != 0) context_.awaiting.erase(awaited_);
  WorkerCounters& counters = context_.relay.counters;
  if (counted_congestion_) WorkerCounters::subtract(counters.in_flight, 1);
  WorkerCounters::subtract(counters.clients, 1);
  context_.relay.between.clients.fetch_sub(1, std::memory_order_relaxed);
  // If closing ends the body, only a reset shows the client that the body is incomplete.
  if (response_.ends_by_close()) wire_.reset_on_close();
  wire_.close();
  context_.net.after_event.destroy(context_.clients.take(*this));
}

std::string_view H1ClientConnection::scheme() const {
  return context_.relay.topology->listener(listener_).scheme;
}

void H1ClientConnection::give_reader_back() {
  if (reader_) context_.readers.give_back(std::move(reader_), context_.reader_capacity());
}

// ---- Events

void H1ClientConnection::on_event(evutil_socket_t, short what, void* self) noexcept {
  auto& connection = *static_cast<H1ClientConnection*>(self);
  connection.context_.net.clock.tick();
  connection.wire_.saw(what);
  if ((what & EV_WRITE) != 0 && connection.wire_.congested()) return connection.on_writable();
  if (connection.wire_.readable()) connection.on_readable();
}

void H1ClientConnection::on_readable() {
  if (closing_) return drop_input();
  if (exchange_ != nullptr) {
    if (exchange_->on_client_readable()) return;
  } else if (awaited_ == 0 && !wire_.congested()) {
    if (receive()) serve();
    return;
  }
  // What the client sent waits until the backend takes it, unless the client has left.
  if (!ended() && wire_.readable() && wire_.broken()) end();
}

// False if nothing was received: the connection then waits for more, or has ended.
bool H1ClientConnection::receive() {
  if (!reader_) reader_ = context_.readers.take(context_.reader_capacity());
  char* space = reader_->space();  // before space_size(), because it makes room
  const Wire::Received received = wire_.receive(space, reader_->space_size());
  reader_->received(received.size);
  if (received.got == Wire::Got::bytes) return true;
  if (received.got == Wire::Got::nothing_yet) {
    wait_for_more();
  } else {
    give_reader_back();
    end();
  }
  return false;
}

void H1ClientConnection::drop_input() {
  std::string& scratch = context_.net.buffers.scratch;
  const Wire::Received received = wire_.receive(scratch.data(), scratch.size());
  if (received.got == Wire::Got::end || received.got == Wire::Got::broken) return end();
  wire_.again();
}

void H1ClientConnection::on_writable() {
  const std::size_t before = wire_.unsent();
  if (!wire_.flush()) return end();
  if (wire_.congested()) {
    if (exchange_ != nullptr) return exchange_->on_client_progress(before - wire_.unsent());
    return expect_progress();
  }
  note_congestion();
  if (exchange_ != nullptr) return exchange_->on_client_room();
  leave();
  serve();
}

void H1ClientConnection::resume() {
  if (exchange_ != nullptr) return on_readable();
  if (awaited_ == 0 && !closing_) serve();
}

// ---- One request after the other

// Answers the requests that have arrived, as long as the client takes the responses.
void H1ClientConnection::serve() {
  for (int reads_left = kReadsAnEvent;; --reads_left) {
    while (step()) {
    }
    if (!settle()) return;
    if (reads_left == 0) return wire_.again();
    if (!receive()) return;
  }
}

// Reads and answers one step; false if nothing more can be done now.
bool H1ClientConnection::step() {
  if (ended() || closing_ || exchange_ != nullptr || awaited_ != 0 || wire_.congested())
    return false;
  if (!reader_) return false;
  if (read_whole_) {
    request_over();
    if (!reader_->has_bytes()) return false;
  }
  switch (reader_->advance(context_.relay.topology->limits)) {
    case RequestReader::Progress::needs_more:
      return false;
    case RequestReader::Progress::refused:
      refuse(reader_->refusal());
      return false;
    case RequestReader::Progress::message:
      read_whole_ = true;
      break;
    case RequestReader::Progress::head:
      break;
  }
  if (!responded_) respond();
  return true;
}

void H1ClientConnection::request_over() {
  leave();  // the next request has the whole time
  reader_->next();
  responded_ = read_whole_ = false;
}

void H1ClientConnection::refuse(int status) {
  WorkerCounters::add(context_.relay.counters.refused, 1);
  if (!responded_) {
    response_.begin_refusal();
    write(refusal_answer(status));
  }
  closing_ = true;
  input_left_ = true;
}

void H1ClientConnection::begin_request() {
  leave();  // the next wait gets its whole timeout
  const RequestHead& head = reader_->head();
  body_.begin(head, !read_whole_);
  response_.begin(head, head.keep_alive && reader_->refusal() == 0);
}

// If a client waits for "100 Continue", the next bytes may or may not be the body, so the
// connection cannot continue after this response (RFC 9110 10.1.1).
bool H1ClientConnection::last_response() const {
  return body_.awaits_continue() || context_.net.draining;
}

void H1ClientConnection::respond() {
  begin_request();
  const Decision decision = decide(reader_->head(), reader_->refusal(), *context_.relay.topology);
  switch (decision.kind) {
    case Decision::Kind::relay:
      return relay();
    case Decision::Kind::refuse:
      return refuse(decision.status);
    case Decision::Kind::own_stats:
      return ask_own();
    case Decision::Kind::redirect:
      redirect();
      break;
    case Decision::Kind::no_content:
      write(no_content_answer());
      break;
  }
}

// Writes one of the balancer's own responses.
void H1ClientConnection::write(const Answer& answer) {
  responded_ = true;
  response_.write_answer(answer, last_response());
  if (response_.keeps_alive()) return;
  closing_ = true;
  input_left_ = !read_whole_;
}

void H1ClientConnection::redirect() {
  RelayContext& relay = context_.relay;
  const RequestHead& head = reader_->head();
  WorkerCounters::add(relay.counters.requests, 1);
  const Selected selected = select_for_redirect(relay, {*relay.topology, head, client_});
  if (selected.member == nullptr) {
    WorkerCounters::add(relay.counters.unserved, 1);
    const Decimal retry_after{relay.topology->retry_after_seconds};
    return write(no_backend_answer(retry_after.text()));
  }
  selected.member->upstream->counters().requests.fetch_add(1, std::memory_order_relaxed);
  std::string& location = context_.location;
  location = selected.member->location;
  if (!head.path_and_query.starts_with('/')) location += '/';
  location += head.path_and_query;
  write(
      redirect_answer(location, selected.stuck ? std::string_view{} : selected.member->set_cookie));
}

// ---- The balancer's own responses

// The control thread has the statistics, so that no other client of this worker waits for them.
void H1ClientConnection::ask_own() {
  awaited_ = context_.next_awaited++;
  context_.awaiting.emplace(awaited_, this);
  OwnRequest request{std::string{reader_->head().method},
                     std::string{reader_->value_of("origin").value_or("")}};
  context_.ask_own(std::move(request),
                   [&context = context_, number = awaited_](const HttpAnswer& answer) {
                     const auto found = context.awaiting.find(number);
                     if (found != context.awaiting.end()) found->second->take_own_answer(answer);
                   });
}

void H1ClientConnection::take_own_answer(const HttpAnswer& own) {
  context_.net.clock.tick();
  context_.awaiting.erase(awaited_);
  awaited_ = 0;
  Answer answer{own.status, {}, own.body};
  if (own.status != 204) answer.content_type = own.content_type;
  for (const auto& [name, value] : own.fields) answer.fields.add(name, value);
  write(answer);
  serve();
}

// ---- Relaying: the request

void H1ClientConnection::relay() {
  read_whole_ = false;  // until the exchange has read the body, if any
  context_.exchanges.begin(*this, exchange_);
}

bool H1ClientConnection::body_is_buffered() const { return !reader_->buffered().empty(); }

BodyPiece H1ClientConnection::read_body() {
  return response_.tunnel() ? body_.read_tunnel(reader_.get()) : body_.read(*reader_);
}

void H1ClientConnection::read_later() {
  if (reader_ && !reader_->buffered().empty()) {
    context_.net.after_event.resume(*this);
  } else {
    wire_.again();
  }
}

// ---- Relaying: the response

void H1ClientConnection::send_interim(const ResponseHead& head) {
  if (head.status == 100) body_.note_continue();
  response_.write_interim(head);
}

void H1ClientConnection::send_head(const ResponseHead& head, std::string_view set_cookie) {
  response_.write_head(head, set_cookie, context_.relay.topology->limits.via, last_response());
  responded_ = true;
}

void H1ClientConnection::switch_protocols(const ResponseHead& head) {
  response_.write_upgrade(head, context_.relay.topology->limits.via);
  responded_ = true;
}

void H1ClientConnection::flush() {
  if (!response_.flush()) end();
}

void H1ClientConnection::finish(std::string_view trailers) {
  if (response_.tunnel()) {
    exchange_ = nullptr;
    return end();
  }
  response_.write_end(trailers);
  closing_ = closing_ || !response_.keeps_alive();
  exchange_over();
}

void H1ClientConnection::answer(const Answer& answer) {
  read_whole_ = reader_->body().state() == BodyReader::State::ended;
  write({answer.status, answer.content_type, answer.body, answer.closes || !read_whole_,
         answer.fields});
  exchange_over();
}

// Other connections' responses may follow in the same event, so this one is sent first.
void H1ClientConnection::exchange_over() {
  exchange_ = nullptr;
  flush();
  if (ended()) return;
  leave();
  read_whole_ = reader_->body().state() == BodyReader::State::ended;
  input_left_ = closing_ && !read_whole_;
  if (read_whole_ && !closing_) request_over();
  const bool goes_on = !closing_ && (reader_->has_bytes() || wire_.readable());
  if (goes_on || settle()) context_.net.after_event.resume(*this);
}

void H1ClientConnection::abort() {
  exchange_ = nullptr;
  if (ended()) return;
  flush();
  end();
}

// ---- Waiting

// Sends what is buffered and decides what the connection waits for. True if it waits for requests,
// and more of them may have arrived already.
bool H1ClientConnection::settle() {
  if (ended()) return false;
  flush();
  if (ended()) return false;
  note_congestion();
  if (exchange_ != nullptr) return false;  // the exchange sets the deadlines
  if (wire_.congested()) {
    expect_progress();
  } else if (awaited_ != 0) {
    leave();
  } else if (closing_) {
    if (queue() != &context_.net.timeouts.lingering) linger_or_end();
  } else if (wire_.readable()) {
    return true;
  } else {
    wait_for_more();
  }
  return false;
}

// A request counts as in flight until the client has taken its response.
void H1ClientConnection::note_congestion() {
  const bool counts = wire_.congested() && exchange_ == nullptr;
  if (counts == counted_congestion_) return;
  counted_congestion_ = counts;
  WorkerCounters& counters = context_.relay.counters;
  if (counts) {
    WorkerCounters::add(counters.in_flight, 1);
  } else {
    WorkerCounters::subtract(counters.in_flight, 1);
  }
}

void H1ClientConnection::wait_for_more() {
  Timeouts& timeouts = context_.net.timeouts;
  const bool partial_head = reader_ && reader_->has_bytes() && !reader_->in_body();
  // The deadline counts from the first byte: a client that sends slowly does not extend it.
  if (partial_head) {
    if (queue() != &timeouts.heads) context_.net.wait_in(timeouts.heads, *this);
    return;
  }
  if (reader_ && reader_->in_body()) {
    if (queue() != &timeouts.idle) context_.net.wait_in(timeouts.idle, *this);
    return;
  }
  if (context_.net.draining) return end();
  give_reader_back();
  if (queue() == nullptr) context_.net.wait_in(timeouts.idle, *this);
}

// All requests are answered. A client that may still be sending gets time to read the response.
void H1ClientConnection::linger_or_end() {
  if (reader_ && read_whole_) request_over();
  const bool unread = input_left_ || wire_.readable() || (reader_ && reader_->has_bytes());
  if (!unread) {
    give_reader_back();
    return end();
  }
  wire_.shut_down();
  give_reader_back();
  context_.net.wait_in(context_.net.timeouts.lingering, *this);
  wire_.again();
}

void H1ClientConnection::expect_progress() {
  taken_before_ = wire_.congested() ? wire_.taken() : 0;
  context_.net.wait_in(context_.net.timeouts.idle, *this);
}

void H1ClientConnection::expired() {
  // The kernel reports room only when a third of its buffer is free. A client that is slow but
  // healthy may need longer for that.
  const bool takes = wire_.congested() && wire_.taken() >= taken_before_ + kLeastProgress;
  if (takes) return expect_progress();
  if (exchange_ != nullptr) return exchange_->on_client_stalled();
  const bool half_request =
      reader_ && reader_->has_bytes() && !reader_->in_body() && !wire_.congested();
  if (!half_request || closing_) return end();
  refuse(408);
  if (settle()) context_.net.after_event.resume(*this);
}

void H1ClientConnection::drain() {
  const bool idles = queue() == &context_.net.timeouts.idle && !reader_ && exchange_ == nullptr;
  if (!idles || wire_.congested()) return;
  reader_ = context_.readers.take(context_.reader_capacity());
  char* space = reader_->space();  // before space_size(), because it makes room
  const Wire::Received received = wire_.receive(space, reader_->space_size());
  if (received.got != Wire::Got::bytes) return end();
  reader_->received(received.size);
  serve();
}

}  // namespace rrlb
