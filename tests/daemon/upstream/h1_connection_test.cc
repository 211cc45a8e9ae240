#include "daemon/upstream/h1_connection.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "common/event/event_loop.h"
#include "daemon/upstream/lane.h"
#include "daemon/upstream/upstream_context.h"
#include "tests/daemon/balance/made.h"

namespace rrlb {
namespace {

// An exchange that keeps what it hears, and does `at_upgrade` when the backend upgrades.
class Events final : public ServerEvents {
 public:
  void on_connected() override {}
  void on_backend_failed(FailureKind kind) override { heard += failure(kind).name; }
  void on_backend_room() override {}
  void on_interim(const ResponseHead&) override {}
  void on_response(const ResponseHead&) override {}
  void on_response_data(std::string_view data) override { heard += data; }
  void on_response_end(std::string_view, bool) override { heard += " end"; }
  void on_read_over() override {}
  void on_upgrade(const ResponseHead&) override { at_upgrade(); }
  void on_end_of_tunnel(bool) override {}
  bool client_has_room() const override { return true; }
  bool asked_to_upgrade() const override { return true; }

  std::string heard;
  std::function<void()> at_upgrade = [] {};
};

class H1ServerConnectionTest : public testing::Test {
 protected:
  H1ServerConnectionTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    backend_ = UniqueFd{ends[1]};
    connection_ =
        &lane_.add(std::make_unique<H1ServerConnection>(context_, lane_, UniqueFd{ends[0]}, true));
    EXPECT_TRUE(connection_->watch());
    connection_->carry(events_, false);
  }
  ~H1ServerConnectionTest() override {
    lane_.end_all();
    net_.after_event.run();
  }

  void send_head(BodyKind body) {
    connection_->send_head({.method = "POST",
                            .path_and_query = "/",
                            .host = "h",
                            .backend_authority = "b",
                            .body = body},
                           {.ip = "10.0.0.1"}, {});
  }
  void backend_sends(const std::string& bytes) {
    ASSERT_EQ(::send(backend_.get(), bytes.data(), bytes.size(), 0),
              static_cast<ssize_t>(bytes.size()));
    event_base_loop(loop_.base(), EVLOOP_NONBLOCK);
  }
  std::string backend_received() {
    std::string all;
    std::array<char, 4096> buffer{};
    for (ssize_t got = 0; (got = ::recv(backend_.get(), buffer.data(), buffer.size(), 0)) > 0;) {
      all.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return all;
  }

  EventLoop loop_;
  NetContext net_{loop_.base(), [](Milliseconds) {}, [] {}, [] {}};
  std::shared_ptr<const Topology> topology_ =
      std::make_shared<const Topology>(Topology{made::pool({}, {})});
  UpstreamContext context_{net_, topology_, [] {}};
  Lane lane_{made::upstream("web0", Health::healthy)};
  UniqueFd backend_;
  Events events_;
  H1ServerConnection* connection_ = nullptr;
};

// Else the next request of any client on this worker would carry it.
TEST_F(H1ServerConnectionTest, LeavesNothingInTheSharedBufferWhenARequestIsAborted) {
  send_head(BodyKind::chunked);
  connection_->send_body("abc");
  connection_->abort();
  EXPECT_EQ(net_.buffers.to_backend, "");
  EXPECT_EQ(backend_received(), "");
}

TEST_F(H1ServerConnectionTest, SendsHeadAndBodyInOneGo) {
  send_head(BodyKind::chunked);
  connection_->send_body("abc");
  connection_->send_end("");
  EXPECT_EQ(backend_received(), "");
  EXPECT_FALSE(connection_->anything_sent());
  EXPECT_TRUE(connection_->flush());
  EXPECT_TRUE(connection_->anything_sent());
  EXPECT_TRUE(backend_received().ends_with("\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
}

TEST_F(H1ServerConnectionTest, GathersNoMoreThanABoundedPartOfABody) {
  send_head(BodyKind::chunked);
  std::size_t most = 0;
  for (int i = 0; i < 100'000 && connection_->has_room(); ++i) {
    connection_->send_body("x");
    most = std::max(most, net_.buffers.to_backend.size());
  }
  EXPECT_LE(most, 64 * 1024);
  EXPECT_FALSE(connection_->has_room());  // the socket is full, and the exchange reads no more
}

TEST_F(H1ServerConnectionTest, PassesOnTheFirstBytesOfATunnelWhateverTheClientSendsMeanwhile) {
  events_.at_upgrade = [this] { net_.buffers.scratch.assign(64 * 1024, 'c'); };
  send_head(BodyKind::none);
  EXPECT_TRUE(connection_->flush());
  backend_sends(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
      "first frame");
  EXPECT_EQ(events_.heard, "first frame");
}

TEST_F(H1ServerConnectionTest, ReportsABackendThatClosesWithoutAResponse) {
  send_head(BodyKind::none);
  EXPECT_TRUE(connection_->flush());
  events_.at_upgrade = [] {};
  backend_.reset();
  event_base_loop(loop_.base(), EVLOOP_NONBLOCK);
  EXPECT_EQ(events_.heard, "closed_early");
}

}  // namespace
}  // namespace rrlb
