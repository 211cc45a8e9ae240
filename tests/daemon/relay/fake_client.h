// A client's stream without a socket: a test controls what the client sends and takes, and reads
// what it has received.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "common/base/network.h"
#include "daemon/http/client_stream.h"
#include "daemon/net/net_context.h"

namespace rrlb {

struct FakeRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string body = "";     // the part that came with the head
  std::string more = "";     // the part that has come after the head
  std::uint64_t length = 0;  // of the whole body; 0: as long as `body`
  bool chunked = false;      // the body's length is not known
  bool expects_continue = false;
  bool upgrade = false;
  std::string cookie = "";
};

class FakeClient final : public ClientStream, private Waiting {
 public:
  FakeClient(NetContext& net, FakeRequest request);

  // The exchange that it reports to; nullptr when the exchange is over.
  ClientEvents*& events() { return events_; }

  // ---- What the client does

  void send(const std::string& bytes);  // more of the body
  void send_end();                      // of a chunked body, or of a tunnel
  void send_malformed();
  void leave_for_good();
  void stop_taking() { takes_ = false; }
  void take_some(std::uint64_t bytes) { events_->on_client_progress(bytes); }
  void take_all();

  // ---- What it has received

  // "200 hello", "100 200 hello", "502 the backend cannot be reached\n".
  const std::string& received() const { return received_; }
  enum class End { none, finished, aborted };
  End end() const { return end_; }
  bool closes() const { return closes_; }  // the answer ends the connection
  const std::string& cookie() const { return cookie_; }
  const std::string& trailers_received() const { return trailers_received_; }
  bool tunnel_ended() const { return tunnel_ended_; }
  bool is_due() const { return queue() == &net_.timeouts.idle; }
  bool is_read() const { return reads_; }  // what it sent last was taken
  bool wants_more() const { return reads_later_ > 0; }

  // ---- ClientStream

  const RequestHead& head() const override { return head_; }
  const IpBits& address() const override { return address_; }
  std::string_view scheme() const override { return "http"; }
  BodyPiece read_body() override;
  bool body_is_buffered() const override { return read_ < buffered_; }
  std::string_view trailers() const override { return {}; }
  bool can_rewind() const override { return read_ <= buffered_; }
  void rewind() override { read_ = 0; }
  bool awaits_continue() const override { return awaits_continue_; }
  void read_later() override { ++reads_later_; }
  bool has_room() const override { return takes_; }
  void send_interim(const ResponseHead& head) override;
  void send_head(const ResponseHead& head, std::string_view set_cookie) override;
  void send_body(std::string_view data) override { received_ += data; }
  void flush() override {}
  void switch_protocols(const ResponseHead& head) override;
  void send_end_of_tunnel() override { tunnel_ended_ = true; }
  void finish(std::string_view trailers) override;
  void answer(const Answer& answer) override;
  void abort() override;
  void expect_progress() override { net_.wait_in(net_.timeouts.idle, *this); }
  void expect_nothing() override { leave(); }

 private:
  void expired() override { events_->on_client_stalled(); }
  void over(End end);

  NetContext& net_;
  FakeRequest request_;
  std::vector<Field> fields_;
  RequestHead head_;
  IpBits address_ = parse_network("192.0.2.7")->bits;
  ClientEvents* events_ = nullptr;
  std::string body_;          // all that has come of it
  std::size_t buffered_ = 0;  // the part that came with the head
  std::size_t read_ = 0;      // the part that the exchange has read
  bool body_ended_ = false;
  bool malformed_ = false;
  bool gone_ = false;
  bool takes_ = true;
  bool awaits_continue_ = false;
  bool tunnel_ = false;
  bool tunnel_ended_ = false;
  bool closes_ = false;
  bool reads_ = false;
  int reads_later_ = 0;
  End end_ = End::none;
  std::string received_;
  std::string cookie_;
  std::string trailers_received_;
};

}  // namespace rrlb
