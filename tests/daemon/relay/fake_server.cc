#include "tests/daemon/relay/fake_server.h"

#include <algorithm>
#include <utility>

namespace rrlb {

FakeConnection& FakeConnection::accept() {
  connected_ = true;
  leave();
  events_->on_connected();
  return *this;
}

void FakeConnection::respond(int status, const std::string& body, bool keeps) {
  something_came_ = true;
  ResponseHead head;
  head.status = status;
  events_->on_response(head);
  if (!body.empty()) events_->on_response_data(body);
  events_->on_response_end({}, keeps);
}

void FakeConnection::respond_head(int status) {
  something_came_ = in_body_ = true;
  ResponseHead head;
  head.status = status;
  events_->on_response(head);
  if (events_ != nullptr) events_->on_read_over();
}

void FakeConnection::respond_data(const std::string& data) {
  unread_ += data;
  read_on();
}

void FakeConnection::respond_end(const std::string& trailers) {
  events_->on_response_end(trailers, true);
}

void FakeConnection::interim(int status) {
  something_came_ = true;
  ResponseHead head;
  head.status = status;
  events_->on_interim(head);
  if (events_ != nullptr) events_->on_read_over();
}

void FakeConnection::upgrade() {
  something_came_ = true;
  ResponseHead head;
  head.status = 101;
  events_->on_upgrade(head);
  if (events_ != nullptr) events_->on_read_over();
}

void FakeConnection::take_all() {
  takes_ = true;
  events_->on_backend_room();
}

void FakeConnection::carry(ServerEvents& events, bool) {
  events_ = &events;
  ++carried_;
  something_came_ = anything_sent_ = in_body_ = request_ended_ = released_ = kept_ = false;
  request_.clear();
  body_.clear();
}

void FakeConnection::send_head(const ForwardedRequest& request, const ClientFacts& client,
                               const ForwardingStyle&) {
  request_ = std::string{request.method} + " " + std::string{request.path_and_query};
  forwarded_for_ = client.ip;
  request_ended_ = request.body == BodyKind::none;
}

void FakeConnection::send_body(std::string_view data) {
  body_ += data;
  if (body_.size() >= takes_at_most_) takes_ = false;
}

bool FakeConnection::flush() {
  anything_sent_ = anything_sent_ || !takes_no_more_;
  return !takes_no_more_;
}

void FakeConnection::read_on() {
  if (unread_.empty() || !events_->client_has_room()) return;
  const std::string data = std::exchange(unread_, {});
  events_->on_response_data(data);
  if (events_ != nullptr) events_->on_read_over();
}

void FakeConnection::release(bool reusable) {
  leave();
  events_ = nullptr;
  released_ = true;
  kept_ = reusable;
}

void FakeConnection::abort() {
  leave();
  events_ = nullptr;
  aborted_ = true;
}

void FakeConnection::expect_progress() {
  net_.wait_in(connected_ ? net_.timeouts.responses : net_.timeouts.connecting, *this);
}

void FakeConnection::expired() {
  if (!connected_) return fail(FailureKind::connect_timeout);
  fail(in_body_ ? FailureKind::stalled_response : FailureKind::response_timeout);
}

void FakeServer::refuse(FailureKind kind) {
  mode_ = Mode::refuses;
  refusal_ = kind;
}

std::size_t FakeServer::requests() const {
  return static_cast<std::size_t>(
      std::count_if(connections_.begin(), connections_.end(),
                    [](const auto& one) { return !one->request().empty(); }));
}

ServerStream* FakeBackends::take_idle(const Topology&, const Member& member) {
  for (const auto& one : servers_[member.upstream->name()].connections_) {
    if (one->kept() && !one->carries() && !one->aborted()) return one.get();
  }
  return nullptr;
}

Backends::Opened FakeBackends::open(const Topology&, const Member& member) {
  FakeServer& server = servers_[member.upstream->name()];
  if (server.mode_ == FakeServer::Mode::refuses) return {nullptr, server.refusal_};
  const bool connected = server.mode_ == FakeServer::Mode::accepts;
  server.connections_.push_back(
      std::make_unique<FakeConnection>(net_, connected, server.takes_at_most_));
  return {server.connections_.back().get()};
}

bool FakeBackends::avoided(const Topology&, const Member& member) const {
  return servers_[member.upstream->name()].avoided_;
}

}  // namespace rrlb
