// Backends without a socket: a test controls how each of them behaves, and reads what it has
// received.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemon/net/net_context.h"
#include "daemon/relay/backends.h"

namespace rrlb {

// One connection to a backend.
class FakeConnection final : public ServerStream, private Waiting {
 public:
  FakeConnection(NetContext& net, bool connected, std::size_t takes_at_most)
      : net_{net}, takes_at_most_{takes_at_most}, connected_{connected} {}

  // ---- What the backend does

  FakeConnection& accept();  // the connection is established
  // A whole response, all in one read. `keeps`: the connection may carry another exchange.
  void respond(int status, const std::string& body = "", bool keeps = true);
  void respond_head(int status);
  void respond_data(const std::string& data);  // waits until the client has room
  void respond_end(const std::string& trailers = "");
  void interim(int status);
  void upgrade();
  void end_tunnel(bool takes_no_more = false) { events_->on_end_of_tunnel(takes_no_more); }
  void fail(FailureKind kind) { events_->on_backend_failed(kind); }
  void reset() { fail(FailureKind::closed_early); }
  void stop_taking() { takes_ = false; }
  void take_all();
  void take_no_more() { takes_no_more_ = true; }
  // The backend closed the connection while it was idle.
  void close_while_idle() { stale_ = true; }

  // ---- What it has received

  const std::string& request() const { return request_; }  // "POST /orders"
  const std::string& body() const { return body_; }
  bool request_ended() const { return request_ended_; }
  bool tunnel_ended() const { return tunnel_ended_; }
  bool aborted() const { return aborted_; }
  bool released() const { return released_; }
  bool kept() const { return kept_; }
  bool carries() const { return events_ != nullptr; }
  bool is_due() const { return queue() != nullptr; }
  const std::string& forwarded_for() const { return forwarded_for_; }

  // ---- ServerStream

  void carry(ServerEvents& events, bool head_method) override;
  bool connected() const override { return connected_; }
  bool may_be_stale() const override { return carried_ > 1 && !something_came_; }
  bool stale() const override { return stale_; }
  void send_head(const ForwardedRequest& request, const ClientFacts& client,
                 const ForwardingStyle& style) override;
  void send_body(std::string_view data) override;
  void send_end(std::string_view) override { request_ended_ = true; }
  [[nodiscard]] bool flush() override;
  bool anything_sent() const override { return anything_sent_; }
  bool has_room() const override { return takes_; }
  void send_end_of_tunnel() override { tunnel_ended_ = true; }
  void read_on() override;
  void release(bool reusable) override;
  void abort() override;
  void expect_progress() override;
  void expect_nothing() override { leave(); }

 private:
  void expired() override;

  NetContext& net_;
  const std::size_t takes_at_most_;
  ServerEvents* events_ = nullptr;
  int carried_ = 0;
  bool connected_;
  bool takes_ = true;
  bool takes_no_more_ = false;
  bool anything_sent_ = false;
  bool stale_ = false;
  bool something_came_ = false;
  bool in_body_ = false;
  bool request_ended_ = false;
  bool tunnel_ended_ = false;
  bool aborted_ = false;
  bool released_ = false;
  bool kept_ = false;
  std::string request_;
  std::string body_;
  std::string forwarded_for_;
  std::string unread_;  // data that waits for room
};

// One backend.
class FakeServer {
 public:
  enum class Mode { accepts, connects_later, refuses };

  void refuse(FailureKind kind = FailureKind::connect_refused);
  void connect_later() { mode_ = Mode::connects_later; }
  void accept_at_once() { mode_ = Mode::accepts; }
  void avoid() { avoided_ = true; }
  // Its next connections take no more of a body once they have so many bytes.
  void take_at_most(std::size_t bytes) { takes_at_most_ = bytes; }

  // Its newest connection.
  FakeConnection& connection() { return *connections_.at(connections_.size() - 1); }
  FakeConnection& connection(std::size_t number) { return *connections_.at(number); }
  std::size_t connections() const { return connections_.size(); }
  std::size_t requests() const;  // connections that a request was sent on

 private:
  friend class FakeBackends;
  Mode mode_ = Mode::accepts;
  FailureKind refusal_ = FailureKind::connect_refused;
  bool avoided_ = false;
  std::size_t takes_at_most_ = SIZE_MAX;
  std::vector<std::unique_ptr<FakeConnection>> connections_;
};

class FakeBackends final : public Backends {
 public:
  explicit FakeBackends(NetContext& net) : net_{net} {}

  FakeServer& server(const std::string& name) { return servers_[name]; }

  ServerStream* take_idle(const Topology&, const Member& member) override;
  Opened open(const Topology&, const Member& member) override;
  bool avoided(const Topology&, const Member& member) const override;

 private:
  NetContext& net_;
  mutable std::map<std::string, FakeServer> servers_;
};

}  // namespace rrlb
