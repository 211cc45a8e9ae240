#include "daemon/upstream/h1_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "daemon/relay/exchange.h"

namespace rrlb {
namespace {

constexpr int kReadsAnEvent = 8;             // then the others have their turn
constexpr unsigned kMostInformational = 32;  // responses (1xx) to one request

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

SocketAddress socket_address(const std::string& ip, std::uint16_t port) {
  SocketAddress address;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (inet_pton(AF_INET, ip.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    address.size = sizeof *v4;
  } else if (inet_pton(AF_INET6, ip.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    address.size = sizeof *v6;
  }
  return address;
}

// Connected, or on the way; empty and errno when neither.
UniqueFd begin_to_connect(const SocketAddress& address, bool& connected) {
  UniqueFd fd{::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!fd) return fd;
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const auto* name = reinterpret_cast<const sockaddr*>(&address.storage);
  connected = ::connect(fd.get(), name, address.size) == 0;
  if (connected || errno == EINPROGRESS) return fd;
  const int error = errno;
  fd.reset();
  errno = error;
  return fd;
}

}  // namespace

UpstreamConnection* UpstreamConnection::open(WorkerContext& context, UpstreamLane& lane,
                                             const Member& member) {
  const SocketAddress address = socket_address(member.ip, member.upstream->url().port);
  if (address.size == 0) {
    errno = EHOSTUNREACH;
    return nullptr;
  }
  bool connected = false;
  UniqueFd fd = begin_to_connect(address, connected);
  if (!fd) return nullptr;
  auto* connection = new UpstreamConnection{context, lane, std::move(fd)};
  if (connected) connection->state_ = State::idle;
  if (connection->wire_.watch(!connected)) return connection;
  connection->close();
  errno = ENOMEM;
  return nullptr;
}

UpstreamConnection::UpstreamConnection(WorkerContext& context, UpstreamLane& lane, UniqueFd fd)
    : context_{context},
      lane_{lane},
      wire_{context.loop.base(), std::move(fd), &UpstreamConnection::on_event, this},
      opened_{WorkerContext::now()} {
  ++lane_.open;
  UpstreamCounters& counters = lane_.upstream().counters();
  counters.connections_opened.fetch_add(1, std::memory_order_relaxed);
  counters.connections_open.fetch_add(1, std::memory_order_relaxed);
}

UpstreamConnection::~UpstreamConnection() {
  --lane_.open;
  lane_.upstream().counters().connections_open.fetch_sub(1, std::memory_order_relaxed);
}

void UpstreamConnection::close() { delete this; }

void UpstreamConnection::carry(Exchange& exchange, bool head_method) {
  leave();
  exchange_ = &exchange;
  head_method_ = head_method;
  if (++carried_ > 1) {
    lane_.upstream().counters().connections_reused.fetch_add(1, std::memory_order_relaxed);
  }
  if (state_ == State::idle) state_ = State::head;
  reader_.clear();
  informational_ = 0;
  something_came_ = false;
}

bool UpstreamConnection::stale() const {
  char byte = 0;
  return ::recv(wire_.fd(), &byte, 1, MSG_PEEK) >= 0 || errno != EAGAIN;
}

bool UpstreamConnection::send(std::string_view bytes) {
  if (takes_no_more_) return false;
  takes_no_more_ = !wire_.send(bytes);
  lane_.upstream().counters().bytes_sent.fetch_add(bytes.size(), std::memory_order_relaxed);
  return !takes_no_more_;
}

void UpstreamConnection::expect_progress() {
  taken_before_ = congested() ? wire_.taken() : 0;
  context_.wait_in(state_ == State::connecting ? context_.connecting : context_.responses, *this);
}

// ---- Events

void UpstreamConnection::on_event(evutil_socket_t, short what, void* self) noexcept {
  auto* connection = static_cast<UpstreamConnection*>(self);
  connection->wire_.saw(what);
  if (connection->state_ == State::connecting) return connection->finish_connecting();
  if (connection->exchange_ == nullptr) return connection->on_idle_event();
  if ((what & EV_WRITE) != 0 && connection->congested())
    connection->on_writable();
  else
    connection->read_on();
}

void UpstreamConnection::on_idle_event() {
  if (!wire_.readable()) return;
  lane_.unpark(*this);
  close();
}

void UpstreamConnection::finish_connecting() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(wire_.fd(), SOL_SOCKET, SO_ERROR, &error, &size);
  leave();
  if (error == 0) {
    state_ = State::head;
    lane_.reached();
    wire_.again();  // what came with the connection is not told twice
  }
  exchange_->on_connected(error);
}

// A backend that takes no more may have answered already: that is found by reading.
void UpstreamConnection::on_writable() {
  takes_no_more_ = !wire_.flush();
  if (takes_no_more_) wire_.saw(EV_READ);
  if (!read_on()) return;
  if (!congested()) exchange_->on_backend_room();
}

void UpstreamConnection::expired() {
  if (exchange_ == nullptr) {
    lane_.unpark(*this);
    return close();
  }
  if (state_ == State::connecting) {
    lane_.avoid(WorkerContext::now());
    return exchange_->on_backend_failed(FailureKind::connect_timeout);
  }
  // The kernel tells of room only when a third of its buffer is free, for which a backend that is
  // slow, and well, may need longer.
  if (congested() && wire_.taken() > taken_before_) return expect_progress();
  exchange_->on_backend_failed(state_ == State::body ? FailureKind::stalled_response
                                                     : FailureKind::response_timeout);
}

// ---- The response

bool UpstreamConnection::read_on() {
  for (int i = 0; i < kReadsAnEvent; ++i) {
    if (!wire_.readable() || exchange_->client_congested()) return true;
    const Wire::Received received = wire_.receive(context_.scratch.data(), context_.scratch.size());
    if (received.got == Wire::Got::nothing_yet) return true;
    if (received.got != Wire::Got::bytes) return input_ended(received.got == Wire::Got::broken);
    lane_.upstream().counters().bytes_received.fetch_add(received.size, std::memory_order_relaxed);
    something_came_ = true;
    if (!take({context_.scratch.data(), received.size})) return false;
    if (!exchange_->flush_client()) return false;
    if (wire_.broken_off()) return input_ended(true);
  }
  wire_.again();
  return true;
}

bool UpstreamConnection::take(std::string_view bytes) {
  if (state_ == State::tunnel) {
    exchange_->on_tunnel_data(bytes);
    return true;
  }
  if (state_ == State::body) return take_body(bytes);
  if (!partial_head_.empty()) {
    partial_head_ += bytes;
    bytes = partial_head_;
  }
  for (bool whole = true; whole;) {
    if (!take_head(bytes, whole)) return false;
  }
  return true;
}

// Reads one head. False when the connection is not the exchange's any more. `whole`: another head
// may follow in what is left of `bytes`.
bool UpstreamConnection::take_head(std::string_view& bytes, bool& whole) {
  switch (reader_.read(bytes, head_method_)) {
    case ResponseReader::Progress::malformed:
      return fail(FailureKind::malformed_response);
    case ResponseReader::Progress::needs_more:
      partial_head_ = std::string{bytes};
      whole = false;
      return true;
    case ResponseReader::Progress::head:
      break;
  }
  const ResponseHead& head = reader_.head();
  const std::string_view rest = bytes.substr(reader_.size());
  if (head.status >= 200) {
    whole = false;
    return take_final_head(head, rest);
  }
  if (head.status == 101) {
    if (!head.upgrades_to_websocket || !exchange_->asked_to_upgrade()) {
      return fail(FailureKind::malformed_response);
    }
    whole = false;
    return exchange_->on_upgrade(head, rest);
  }
  if (++informational_ > kMostInformational) return fail(FailureKind::malformed_response);
  exchange_->on_informational(head);
  bytes = rest;
  reader_.clear();
  whole = !rest.empty();
  if (!whole) partial_head_.clear();
  return true;
}

bool UpstreamConnection::take_final_head(const ResponseHead& head, std::string_view rest) {
  keep_alive_ = head.keep_alive;
  body_.begin(head.body, head.length);
  exchange_->on_response(head);
  state_ = State::body;
  const bool more = take_body(rest);
  if (more) std::string{}.swap(partial_head_);
  return more;
}

bool UpstreamConnection::take_body(std::string_view bytes) {
  while (body_.state() == BodyReader::State::more && !bytes.empty()) {
    const BodyReader::Piece piece = body_.next(bytes);
    bytes.remove_prefix(piece.consumed);
    exchange_->on_response_data(piece.data);
  }
  if (body_.state() == BodyReader::State::more) return true;
  if (body_.state() == BodyReader::State::malformed) return fail(FailureKind::malformed_response);
  // What stands behind a response was asked for by nobody.
  exchange_->on_response_end(body_.trailers(), bytes.empty());
  return false;
}

// The backend's end, which may be the response's.
bool UpstreamConnection::input_ended(bool broken) {
  if (state_ == State::tunnel && !broken) {
    return exchange_->on_tunnel_end(takes_no_more_ || wire_.broken());
  }
  if (state_ == State::body) {
    if (!broken) body_.end_of_input();
    if (!broken && body_.state() == BodyReader::State::ended) {
      exchange_->on_response_end({}, false);
      return false;
    }
    return fail(FailureKind::truncated_response);
  }
  return fail(FailureKind::closed_early);
}

bool UpstreamConnection::fail(FailureKind kind) {
  exchange_->on_backend_failed(kind);
  return false;
}

// ---- Between exchanges

bool UpstreamConnection::may_be_parked() const {
  const ProxyConfig& limits = context_.topology->limits;
  return keep_alive_ && state_ == State::body && !congested() && !takes_no_more_ &&
         !context_.draining && !lane_.retired &&
         lane_.idle() < limits.max_idle_upstream_connections &&
         WorkerContext::now() - opened_ < limits.upstream_lifetime &&
         !(wire_.readable() && stale());
}

void UpstreamConnection::release(bool reusable) {
  exchange_ = nullptr;
  if (!reusable || !may_be_parked()) return close();
  state_ = State::idle;
  std::string{}.swap(partial_head_);
  lane_.park(*this);
  context_.wait_in(context_.upstream_idle, *this);
}

}  // namespace rrlb
