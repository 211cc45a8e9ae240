#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/program/command_line.h"
#include "common/program/keyed_hash.h"
#include "daemon/report/alert/target.h"
#include "tests/daemon/report/alert/alert_receiver.h"
#include "tests/daemon/report/alert/made_up.h"
#include "tests/support/scripted_server.h"

namespace rrlb {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr Milliseconds kPlenty{30'000};

class AlertWebhook : public testing::Test {
 protected:
  AlertWebhook() { ::setenv("no_proxy", "*", 1); }

  AlertOutcome tell(const Url& url, Milliseconds timeout = kPlenty) const {
    return alert_webhook(url, key_, timeout).tell(made_up_alert(), interrupt_.fd());
  }
  AlertOutcome answered(const std::string& answer, Milliseconds timeout = kPlenty) const {
    const ScriptedServer server{[answer](RawConnection& client) {
      client.receive_until("}");
      client.send(answer);
    }};
    return tell(server.url(), timeout);
  }

  std::string key_ = "0123456789abcdef";
  Interrupt interrupt_;
};

TEST_F(AlertWebhook, PostsTheAlert) {
  const AlertReceiver server;
  const AlertOutcome outcome = tell(server.url());
  EXPECT_TRUE(outcome.ok);
  EXPECT_THAT(outcome.detail, MatchesRegex("answered 204 in [0-9]+ ms"));
  EXPECT_EQ(server.request().body, kMadeUpJson);
  EXPECT_EQ(server.request().field("Content-Type"), "application/json");
  EXPECT_EQ(server.request().field("User-Agent"), "rrlb/" + std::string{version()});
  EXPECT_EQ(server.request().field("Expect"), "");
}

TEST_F(AlertWebhook, SignsTheTimeAndTheBody) {
  const AlertReceiver server;
  tell(server.url());
  const std::string time = server.request().field("X-Rrlb-Timestamp");
  EXPECT_THAT(time, MatchesRegex("1[0-9]{9}"));
  EXPECT_EQ(server.request().field("X-Rrlb-Signature"),
            "sha256=" + to_hex(hmac_sha256(key_, time + "." + kMadeUpJson)));
}

TEST_F(AlertWebhook, SignsNothingWithoutAKey) {
  key_.clear();
  const AlertReceiver server;
  EXPECT_TRUE(tell(server.url()).ok);
  EXPECT_EQ(server.request().field("X-Rrlb-Timestamp"), "");
  EXPECT_EQ(server.request().field("X-Rrlb-Signature"), "");
}

TEST_F(AlertWebhook, NameHidesThePath) {
  const std::string key;
  EXPECT_EQ(alert_webhook(*parse_url("https://example.com/services/T0/s3cr3t"), key, kPlenty).name,
            "webhook https://example.com/...");
  EXPECT_EQ(alert_webhook(*parse_url("http://example.com:8080"), key, kPlenty).name,
            "webhook http://example.com:8080");
}

TEST_F(AlertWebhook, IsRetriedIfTheServerFails) {
  for (const std::string status : {"500", "503"}) {
    const AlertOutcome outcome =
        answered("HTTP/1.1 " + status + " Later\r\nContent-Length: 0\r\n\r\n");
    EXPECT_FALSE(outcome.ok);
    EXPECT_TRUE(outcome.may_pass);
    EXPECT_EQ(outcome.detail, "answered " + status);
  }
}

TEST_F(AlertWebhook, IsNotRetriedIfItIsRefused) {
  const AlertOutcome outcome = answered("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
  EXPECT_FALSE(outcome.ok);
  EXPECT_FALSE(outcome.may_pass);
  EXPECT_EQ(outcome.detail, "answered 403");
}

TEST_F(AlertWebhook, FollowsNoRedirect) {
  const AlertReceiver other;
  const AlertOutcome outcome = answered("HTTP/1.1 307 There\r\nLocation: " + other.url().text() +
                                        "\r\nContent-Length: 0\r\n\r\n");
  EXPECT_FALSE(outcome.ok);
  EXPECT_FALSE(outcome.may_pass);
  EXPECT_EQ(outcome.detail, "answered 307, and no redirect is followed");
  EXPECT_EQ(other.request().body, "");
}

TEST_F(AlertWebhook, DoesNotReadAnEndlessResponse) {
  const ScriptedServer server{[](RawConnection& client) {
    client.receive_until("}");
    client.send("HTTP/1.1 200 OK\r\n\r\n");
    while (client.send(std::string(10'000, 'x'))) {
    }
  }};
  const AlertOutcome outcome = tell(server.url());
  EXPECT_TRUE(outcome.ok) << outcome.detail;
}

TEST_F(AlertWebhook, WaitsNoLongerThanItsTimeout) {
  const ScriptedServer server{[](RawConnection& client) { client.receive_all(); }};
  const AlertOutcome outcome = tell(server.url(), Milliseconds{200});
  EXPECT_FALSE(outcome.ok);
  EXPECT_TRUE(outcome.may_pass);
  EXPECT_EQ(outcome.detail, "no answer within 200 ms");
}

TEST_F(AlertWebhook, IsInterrupted) {
  const ScriptedServer server{[this](RawConnection& client) {
    interrupt_.fire();
    client.receive_all();
  }};
  EXPECT_EQ(tell(server.url()).detail, "interrupted");
}

TEST_F(AlertWebhook, SaysWhyThereIsNoConnection) {
  ListenSocket closed = listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive);
  const std::uint16_t port = bound_address(closed.fd.get()).port;
  closed.fd.reset();
  const AlertOutcome refused = tell({false, "127.0.0.1", port, ""});
  EXPECT_TRUE(refused.may_pass);
  EXPECT_EQ(refused.detail, "Connection refused");
  const std::string no_name(64, 'a');  // longer than any label, so no name server is asked
  const AlertOutcome unknown = tell({false, no_name, 80, ""});
  EXPECT_TRUE(unknown.may_pass);
  EXPECT_EQ(unknown.detail, "there is no host \"" + no_name + "\"");
}

TEST_F(AlertWebhook, ReportsThatTheServerClosedTheConnection) {
  const AlertOutcome outcome = answered("");
  EXPECT_TRUE(outcome.may_pass);
  EXPECT_EQ(outcome.detail, "hung up without an answer");
}

TEST_F(AlertWebhook, UsesTlsForAnHttpsUrl) {
  const ScriptedServer server{[](RawConnection& client) {
    client.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    client.receive_all();
  }};
  const AlertOutcome outcome = tell({true, "127.0.0.1", server.port(), ""});
  EXPECT_FALSE(outcome.ok);
  EXPECT_NE(outcome.detail, "");
}

}  // namespace
}  // namespace rrlb
