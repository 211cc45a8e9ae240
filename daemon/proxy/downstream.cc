#include "proxy/downstream.h"

#include <sys/socket.h>

#include <cerrno>

#include "proxy/answer.h"

namespace rrlb {

void Downstream::begin(WorkerContext& context, UniqueFd fd) {
  auto* connection = new Downstream{context, std::move(fd)};
  connection->watch(EV_READ);
  context.wait_in(context.heads, *connection);
}

Downstream::Downstream(WorkerContext& context, UniqueFd fd)
    : context_{context}, fd_{std::move(fd)} {
  event_assign(&event_, context_.loop.base(), fd_.get(), EV_READ | EV_PERSIST,
               &Downstream::on_event, this);
  WorkerCounters::add(context_.counters.connections, 1);
  WorkerCounters::add(context_.counters.clients, 1);
}

Downstream::~Downstream() {
  event_del(&event_);
  if (is_awaiting_) context_.awaiting.erase(awaited_);
  if (!unsent_.empty()) WorkerCounters::subtract(context_.counters.in_flight, 1);
  if (reader_) context_.give_back(std::move(reader_));
  WorkerCounters::subtract(context_.counters.clients, 1);
}

void Downstream::close() { delete this; }

// Waits for one kind of event from now on; 0 for none.
void Downstream::watch(short what) {
  event_del(&event_);
  if (what == 0) return;
  event_assign(&event_, context_.loop.base(), fd_.get(), static_cast<short>(what | EV_PERSIST),
               &Downstream::on_event, this);
  event_add(&event_, nullptr);
}

void Downstream::on_event(evutil_socket_t, short what, void* self) noexcept {
  auto* connection = static_cast<Downstream*>(self);
  if ((what & EV_WRITE) != 0) {
    connection->on_writable();
  } else {
    connection->on_readable();
  }
}

void Downstream::on_readable() { ending_ ? throw_away() : receive(); }

void Downstream::receive() {
  if (!reader_) reader_ = context_.take_reader();
  char* space = reader_->space();
  const ssize_t got = ::recv(fd_.get(), space, reader_->space_size(), 0);
  if (got > 0) {
    reader_->received(static_cast<std::size_t>(got));
    return serve();
  }
  const bool nothing_yet = got < 0 && (errno == EAGAIN || errno == EINTR);
  if (!nothing_yet) return close();
  if (!reader_->has_bytes() && !reader_->in_body()) context_.give_back(std::move(reader_));
}

void Downstream::throw_away() {
  const ssize_t got = ::recv(fd_.get(), context_.scratch.data(), context_.scratch.size(), 0);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) close();
}

// Answers the requests that are here, as long as the client takes the answers.
void Downstream::serve() {
  context_.out.clear();
  while (step()) {
  }
  settle();
}

// Reads and answers one step further; false when nothing more can be done now.
bool Downstream::step() {
  if (is_awaiting_ || ending_ || !unsent_.empty()) return false;
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
  answered_ = true;
  leave();  // whatever the connection waits for next, it has the whole time for it
  // A client that waits for "100 Continue" may, or may not, send the body after this answer: what
  // comes next could be taken for it (RFC 9110 10.1.1).
  const bool unsure_of_body = head.expects_continue && !over_;
  keep_alive_ = head.keep_alive && !context_.draining && reader_->refusal() == 0 && !unsure_of_body;
  const std::string& stats = context_.topology->stats_path;
  const std::string_view path = head.path_and_query.substr(0, head.path_and_query.find('?'));
  if (!stats.empty() && path == stats) return ask_own(head);
  if (head.target == "*") {
    append_no_content(context_.out, style_for(head, context_.date(), keep_alive_));
  } else {
    pick_and_answer();
  }
  if (!keep_alive_) {
    ending_ = true;
    input_left_ = !over_;
  }
}

void Downstream::pick_and_answer() {
  const RequestHead& head = reader_->head();
  const AnswerStyle style = style_for(head, context_.date(), keep_alive_);
  WorkerCounters::add(context_.counters.requests, 1);
  const Member* member = context_.topology->pool.pick();
  if (member == nullptr) {
    WorkerCounters::add(context_.counters.unserved, 1);
    return append_no_backend(context_.out, style, context_.topology->retry_after_seconds);
  }
  member->upstream->counters().requests.fetch_add(1, std::memory_order_relaxed);
  append_redirect(context_.out, style, member->location, head.path_and_query);
}

// The balancer's own figures: asked for elsewhere, so that no client of this worker waits for them.
void Downstream::ask_own(const RequestHead& head) {
  own_http_1_0_ = head.http_1_0;
  own_head_method_ = head.head_method;
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
  context_.out.clear();
  append_own(context_.out, {context_.date(), keep_alive_, own_http_1_0_, own_head_method_}, answer);
  if (!keep_alive_) {
    ending_ = true;
    input_left_ = !over_;
  }
  if (unsent_.empty()) watch(EV_READ);
  while (step()) {
  }
  settle();
}

// Sends what is to be sent, and decides what the connection waits for.
void Downstream::settle() {
  if (!send_answers()) return close();
  if (!unsent_.empty()) {
    context_.wait_in(context_.idle, *this);
  } else if (is_awaiting_) {
    watch(0);
    leave();
  } else if (ending_) {
    finish();
  } else {
    wait_for_more();
  }
}

// False when the client is gone.
bool Downstream::send_answers() {
  std::string_view out = context_.out;
  if (!unsent_.empty() || out.empty()) {
    unsent_ += out;
    return true;
  }
  const ssize_t sent = ::send(fd_.get(), out.data(), out.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
  out.remove_prefix(sent < 0 ? 0 : static_cast<std::size_t>(sent));
  if (!out.empty()) keep_unsent(out);
  return true;
}

// No more requests are read before the client has taken these answers.
void Downstream::keep_unsent(std::string_view rest) {
  unsent_ = rest;
  WorkerCounters::add(context_.counters.in_flight, 1);
  watch(EV_WRITE);
}

void Downstream::on_writable() {
  const ssize_t sent = ::send(fd_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent < 0) {
    if (errno != EAGAIN && errno != EINTR) close();
    return;
  }
  unsent_.erase(0, static_cast<std::size_t>(sent));
  if (!unsent_.empty()) return context_.wait_in(context_.idle, *this);
  unsent_.shrink_to_fit();
  WorkerCounters::subtract(context_.counters.in_flight, 1);
  watch(EV_READ);
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
  const bool unread = input_left_ || (reader_ && reader_->has_bytes());
  if (!unread) return close();
  ::shutdown(fd_.get(), SHUT_WR);
  if (reader_) context_.give_back(std::move(reader_));
  context_.wait_in(context_.lingering, *this);
}

void Downstream::expire() {
  const bool half_request = queue() == &context_.heads && reader_ && reader_->has_bytes();
  if (!half_request) return close();
  context_.out.clear();
  refuse(408);
  settle();
}

void Downstream::drain() {
  if (queue() != &context_.idle || !unsent_.empty() || reader_) return;
  reader_ = context_.take_reader();
  char* space = reader_->space();
  const ssize_t got = ::recv(fd_.get(), space, reader_->space_size(), 0);
  if (got <= 0) return close();
  reader_->received(static_cast<std::size_t>(got));
  serve();
}

}  // namespace rrlb
