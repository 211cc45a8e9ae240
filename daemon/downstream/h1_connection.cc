#include "daemon/downstream/h1_connection.h"

#include <algorithm>

#include "daemon/balance/retry/failure.h"
#include "daemon/http/answer.h"
#include "daemon/relay/exchange.h"

namespace rrlb {
namespace {

// Longer parts of a body are sent from where they were received; shorter ones are copied together,
// which costs less than a system call for each.
constexpr std::size_t kWorthASend = 16 * 1024;

constexpr int kReadsAnEvent = 16;  // then the others have their turn

}  // namespace

void Downstream::begin(WorkerContext& context, UniqueFd fd, const IpBits& client) {
  auto* connection = new Downstream{context, std::move(fd), client};
  if (!connection->wire_.watch(false)) return connection->close();
  context.wait_in(context.heads, *connection);
}

Downstream::Downstream(WorkerContext& context, UniqueFd fd, const IpBits& client)
    : context_{context},
      wire_{context.loop.base(), std::move(fd), &Downstream::on_event, this},
      client_{client} {
  after_ = context_.first_client;
  if (after_ != nullptr) after_->before_ = this;
  context_.first_client = this;
  WorkerCounters::add(context_.counters.connections, 1);
  WorkerCounters::add(context_.counters.clients, 1);
  context_.shared.clients.fetch_add(1, std::memory_order_relaxed);
}

Downstream::~Downstream() {
  (before_ != nullptr ? before_->after_ : context_.first_client) = after_;
  if (after_ != nullptr) after_->before_ = before_;
  if (exchange_) context_.give_back(std::move(exchange_));
  if (is_awaiting_) context_.awaiting.erase(awaited_);
  if (counted_congestion_) WorkerCounters::subtract(context_.counters.in_flight, 1);
  if (reader_) context_.give_back(std::move(reader_));
  WorkerCounters::subtract(context_.counters.clients, 1);
  context_.shared.clients.fetch_sub(1, std::memory_order_relaxed);
}

void Downstream::close() {
  if (stepping_) {  // an exchange found out at its very beginning; serve(), which began it, ends
                    // this
    broken_ = ending_ = true;
    if (exchange_) context_.give_back(std::move(exchange_));
    return;
  }
  // Where the connection's end is the body's end, only a reset tells that this is not all.
  if (response_until_close_) wire_.reset_on_close();
  delete this;
}

void Downstream::on_event(evutil_socket_t, short what, void* self) noexcept {
  auto* connection = static_cast<Downstream*>(self);
  connection->wire_.saw(what);
  if ((what & EV_WRITE) != 0 && connection->congested()) return connection->on_writable();
  if (connection->readable()) connection->on_readable();
}

void Downstream::on_readable() {
  if (ending_) return throw_away();
  if (exchange_) return exchange_->on_client_readable();
  if (is_awaiting_ || congested()) {
    if (broken()) close();  // what else came waits for its turn
    return;
  }
  const Wire::Got got = receive();
  if (got == Wire::Got::bytes) return serve();
  const bool idles = got == Wire::Got::nothing_yet && !reader_->has_bytes() && !reader_->in_body();
  if (idles) context_.give_back(std::move(reader_));
}

// After an end, or a break, the connection is gone.
Wire::Got Downstream::receive() {
  if (!reader_) reader_ = context_.take_reader();
  char* space = reader_->space();
  const Wire::Received received = wire_.receive(space, reader_->space_size());
  reader_->received(received.size);
  if (received.got == Wire::Got::end || received.got == Wire::Got::broken) close();
  return received.got;
}

void Downstream::throw_away() {
  const Wire::Received received = wire_.receive(context_.scratch.data(), context_.scratch.size());
  if (received.got == Wire::Got::end || received.got == Wire::Got::broken) return close();
  wire_.again();
}

// Answers the requests that are here, as long as the client takes the answers.
void Downstream::serve() {
  for (int reads_left = kReadsAnEvent;; --reads_left) {
    stepping_ = true;
    while (step()) {
    }
    stepping_ = false;
    if (!settle()) return;
    if (reads_left == 0) return wire_.again();
    const Wire::Got got = receive();
    if (got == Wire::Got::nothing_yet) wait_for_more();
    if (got != Wire::Got::bytes) return;
  }
}

// Reads and answers one step further; false when nothing more can be done now.
bool Downstream::step() {
  if (is_awaiting_ || exchange_ || ending_ || congested()) return false;
  if (over_) {
    reader_->next();
    answered_ = over_ = false;
    if (!reader_->has_bytes()) return false;
  }
  switch (reader_->advance(context_.topology->limits)) {
    case RequestReader::Progress::needs_more:
      return false;
    case RequestReader::Progress::refused:
      refuse(reader_->refusal());
      return false;
    case RequestReader::Progress::message:
      over_ = true;
      break;
    case RequestReader::Progress::head:
      break;
  }
  if (!answered_) answer();
  return true;
}

void Downstream::refuse(int status) {
  WorkerCounters::add(context_.counters.refused, 1);
  if (!answered_) append_refusal(context_.out, context_.date(), status);
  ending_ = true;
  input_left_ = true;
}

void Downstream::answer() {
  const RequestHead& head = reader_->head();
  leave();  // whatever the connection waits for next, it has the whole time for it
  // A client that waits for "100 Continue" may, or may not, send the body after this answer: what
  // comes next could be taken for it (RFC 9110 10.1.1).
  const bool unsure_of_body = head.expects_continue && !over_;
  const bool relays = context_.topology->mode == Mode::proxy;
  keep_alive_ = head.keep_alive && !context_.draining && reader_->refusal() == 0;
  http_1_0_ = head.http_1_0;
  head_method_ = head.head_method;
  const std::string& stats = context_.topology->stats_path;
  const std::string_view path = head.path_and_query.substr(0, head.path_and_query.find('?'));
  const bool own = !stats.empty() && path == stats;
  if (relays && !own) {
    if (reader_->refusal() != 0) return refuse(reader_->refusal());
    return relay();
  }
  answered_ = true;
  keep_alive_ = keep_alive_ && !unsure_of_body;
  if (own) return ask_own(head);
  if (head.target == "*") {
    append_no_content(context_.out, style_for(head, context_.date(), keep_alive_));
  } else {
    redirect();
  }
  end_after_answer();
}

void Downstream::end_after_answer() {
  if (keep_alive_) return;
  ending_ = true;
  input_left_ = !over_;
}

void Downstream::redirect() {
  const RequestHead& head = reader_->head();
  const AnswerStyle style = style_for(head, context_.date(), keep_alive_);
  WorkerCounters::add(context_.counters.requests, 1);
  const Topology& topology = *context_.topology;
  const Member* stuck = context_.stuck_to(topology, head);
  const Member* member = stuck != nullptr && stuck->eligible
                             ? stuck
                             : topology.pool.pick(context_.pick_key(topology, head, client_));
  if (member == nullptr) {
    WorkerCounters::add(context_.counters.unserved, 1);
    return append_no_backend(context_.out, style, topology.retry_after_seconds);
  }
  member->upstream->counters().requests.fetch_add(1, std::memory_order_relaxed);
  append_redirect(context_.out, style, member->location, head.path_and_query,
                  member == stuck ? std::string_view{} : member->set_cookie);
}

// ---- Relaying

void Downstream::relay() {
  over_ = false;  // until the exchange has read the body, if there is one
  exchange_ = context_.take_exchange();
  exchange_->begin(*this);
}

ClientFacts Downstream::facts(const ProxyConfig& rules) {
  context_.ip_text = ip_text(client_);
  const bool trusted =
      std::any_of(rules.trusted_proxies.begin(), rules.trusted_proxies.end(),
                  [this](const Network& network) { return network.contains(client_); });
  return {context_.ip_text, trusted, "http"};
}

Wire::Received Downstream::receive_body(std::string_view& direct) {
  BodyReader& body = reader_->body();
  if (body.kind() != BodyKind::counted) {
    reader_->release_head();
    char* space = reader_->space();
    const Wire::Received received = wire_.receive(space, reader_->space_size());
    reader_->received(received.size);
    return received;
  }
  const std::size_t most = std::min<std::uint64_t>(context_.scratch.size(), body.left());
  const Wire::Received received = wire_.receive(context_.scratch.data(), most);
  direct = body.next({context_.scratch.data(), received.size}).data;
  return received;
}

Wire::Received Downstream::receive_raw(std::string_view& bytes) {
  if (reader_ && !reader_->buffered().empty()) {
    bytes = reader_->buffered();
    reader_->consume(bytes.size());
    return {Wire::Got::bytes, bytes.size()};
  }
  if (!readable()) return {};
  const Wire::Received received = wire_.receive(context_.scratch.data(), context_.scratch.size());
  bytes = {context_.scratch.data(), received.size};
  return received;
}

void Downstream::respond_informational(const ResponseHead& head) {
  if (http_1_0_) return;  // knows of none (RFC 9110 15.2)
  ForwardedResponse response;
  response.status = head.status;
  response.reason = head.reason;
  response.fields = head.fields;
  response.keep_alive = true;
  append_response(context_.out, response);
}

void Downstream::respond(const ResponseHead& head, bool unsure_of_body,
                         std::string_view set_cookie) {
  ForwardedResponse response;
  response.status = head.status;
  response.reason = head.reason;
  response.fields = head.fields;
  response.body = head.body;
  if (head.body == BodyKind::chunked || head.body == BodyKind::until_close) {
    response.body = http_1_0_ ? BodyKind::until_close : BodyKind::chunked;
  }
  response.length = head.length;
  response.length_given = head.length_given;
  chunked_response_ = response.body == BodyKind::chunked;
  response_until_close_ = response.body == BodyKind::until_close;
  keep_alive_ = keep_alive_ && !unsure_of_body && !response_until_close_ && !context_.draining;
  response.keep_alive = keep_alive_;
  response.client_http_1_0 = http_1_0_;
  response.backend_http_1_0 = head.http_1_0;
  response.via = context_.topology->limits.via;
  response.date = context_.date();
  response.set_cookie = set_cookie;
  append_response(context_.out, response);
  answered_ = true;
}

void Downstream::respond_data(std::string_view data) {
  if (data.empty()) return;
  if (chunked_response_) append_chunk_head(context_.out, data.size());
  if (data.size() < kWorthASend) {
    context_.out += data;
  } else {
    broken_ = broken_ || !wire_.send(context_.out, data);
    context_.out.clear();
  }
  if (chunked_response_) context_.out += "\r\n";
}

void Downstream::respond_end(std::string_view trailers) {
  if (chunked_response_) append_last_chunk(context_.out, trailers);
}

void Downstream::respond_failure(const Failure& failure) {
  const bool unread = reader_->body().state() != BodyReader::State::ended;
  keep_alive_ = keep_alive_ && !unread && !context_.draining && failure.side != Side::client;
  const AnswerStyle style{context_.date(), keep_alive_, http_1_0_, head_method_};
  if (failure.status == 503) {
    WorkerCounters::add(context_.counters.unserved, 1);
    append_no_backend(context_.out, style, context_.topology->retry_after_seconds);
  } else {
    append_failure(context_.out, style, failure.status, failure.text);
  }
  answered_ = true;
}

void Downstream::respond_upgrade(const ResponseHead& head) {
  ForwardedResponse response;
  response.status = head.status;
  response.reason = head.reason;
  response.fields = head.fields;
  response.keep_alive = true;
  response.via = context_.topology->limits.via;
  response.upgrade_to_websocket = true;
  append_response(context_.out, response);
}

void Downstream::respond_raw(std::string_view bytes) {
  if (bytes.empty()) return;
  broken_ = broken_ || !wire_.send(context_.out, bytes);
  context_.out.clear();
}

bool Downstream::flush_response() {
  if (!broken_ && !context_.out.empty()) broken_ = !wire_.send(context_.out);
  context_.out.clear();
  if (!broken_) return true;
  close();
  return false;
}

void Downstream::exchange_over() {
  context_.give_back(std::move(exchange_));
  over_ = reader_->body().state() == BodyReader::State::ended;
  chunked_response_ = response_until_close_ = false;
  end_after_answer();
  if (!stepping_) serve();
}

void Downstream::cut() {
  if (!broken_ && !context_.out.empty()) wire_.send(context_.out);
  context_.out.clear();
  close();
}

// ---- What the balancer says itself

// The balancer's own figures: asked for elsewhere, so that no client of this worker waits for them.
void Downstream::ask_own(const RequestHead& head) {
  is_awaiting_ = true;
  awaited_ = context_.next_awaited++;
  context_.awaiting.emplace(awaited_, this);
  OwnRequest request{std::string{head.method},
                     std::string{reader_->value_of("origin").value_or("")}};
  context_.ask_own(std::move(request),
                   [&context = context_, number = awaited_](const HttpAnswer& answer) {
                     const auto found = context.awaiting.find(number);
                     if (found != context.awaiting.end()) found->second->take_own_answer(answer);
                   });
}

void Downstream::take_own_answer(const HttpAnswer& answer) {
  context_.awaiting.erase(awaited_);
  is_awaiting_ = false;
  if (context_.draining) keep_alive_ = false;
  append_own(context_.out, {context_.date(), keep_alive_, http_1_0_, head_method_}, answer);
  end_after_answer();
  serve();
}

// ---- What the connection waits for

// Sends what is to be sent, and decides what the connection waits for. True if it waits for
// requests, and more of them may have come in already.
bool Downstream::settle() {
  if (!flush_response()) return false;
  note_congestion();
  if (exchange_) return false;  // which sees to the deadlines
  if (congested()) {
    expect_progress();
  } else if (is_awaiting_) {
    leave();
  } else if (ending_) {
    finish();
  } else if (readable()) {
    return true;
  } else {
    wait_for_more();
  }
  return false;
}

// An answer that the client has not taken yet is one that is under way.
void Downstream::note_congestion() {
  const bool counts = congested() && !exchange_;
  if (counts == counted_congestion_) return;
  counted_congestion_ = counts;
  if (counts) {
    WorkerCounters::add(context_.counters.in_flight, 1);
  } else {
    WorkerCounters::subtract(context_.counters.in_flight, 1);
  }
}

void Downstream::on_writable() {
  const std::size_t before = wire_.unsent();
  if (!wire_.flush()) return close();
  if (congested()) {
    if (exchange_) return exchange_->on_client_progress(before - wire_.unsent());
    return expect_progress();
  }
  note_congestion();
  if (exchange_) return exchange_->on_client_room();
  serve();
}

void Downstream::wait_for_more() {
  const bool partial_head = reader_ && reader_->has_bytes() && !reader_->in_body();
  if (partial_head) {
    // The deadline is that of the first byte: a client that drips does not push it back.
    if (queue() != &context_.heads) context_.wait_in(context_.heads, *this);
    return;
  }
  if (reader_ && reader_->in_body()) {
    if (queue() != &context_.idle) context_.wait_in(context_.idle, *this);
    return;
  }
  if (context_.draining) return close();
  if (reader_) context_.give_back(std::move(reader_));
  context_.wait_in(context_.idle, *this);
}

// All is answered. A client that may still be sending is given time to read the answer first.
void Downstream::finish() {
  if (reader_ && over_) reader_->next();
  const bool unread = input_left_ || readable() || (reader_ && reader_->has_bytes());
  if (!unread) return close();
  wire_.shut_down();
  if (reader_) context_.give_back(std::move(reader_));
  context_.wait_in(context_.lingering, *this);
  wire_.again();
}

void Downstream::expect_progress() {
  taken_before_ = congested() ? wire_.taken() : 0;
  context_.wait_in(context_.idle, *this);
}

void Downstream::expired() {
  // The kernel tells of room only when a third of its buffer is free, for which a client that is
  // slow, and well, may need longer.
  const bool takes = congested() && wire_.taken() >= taken_before_ + kLeastProgress;
  if (takes) return expect_progress();
  if (exchange_) return exchange_->on_client_stalled();
  const bool half_request = reader_ && reader_->has_bytes() && !reader_->in_body() && !congested();
  if (!half_request) return close();
  refuse(408);
  settle();
}

void Downstream::drain() {
  if (queue() != &context_.idle || congested() || reader_ || exchange_) return;
  reader_ = context_.take_reader();
  char* space = reader_->space();
  const Wire::Received received = wire_.receive(space, reader_->space_size());
  if (received.got != Wire::Got::bytes) return close();
  reader_->received(received.size);
  serve();
}

}  // namespace rrlb
