// Applies each row of the failure table (failure.cc) in the relay: what the client gets, whether
// another backend is tried, and which side the failure counts for.
#include <gtest/gtest.h>

#include "tests/daemon/relay/fake_worker.h"

namespace rrlb {
namespace {

using enum FailureKind;

// A failure of a backend before a byte of the response, while another backend is up.
struct Row {
  FailureKind kind;
  const char* answer;  // to a POST
  int get_reaches;     // how many backends a GET reaches
  int post_reaches;    // how many backends a POST reaches
};

class FailureOfABackend : public testing::TestWithParam<Row> {
 protected:
  static FakeTopology alone() { return backends(1); }
};

TEST_P(FailureOfABackend, IsAnsweredAsTheTableSays) {
  FakeWorker worker{backends(1)};
  worker.server(0).connect_later();
  FakeClient& client = worker.request("POST", "/orders", "x=1");
  if (GetParam().post_reaches == 1) worker.server(0).connection().accept();
  worker.server(0).connection().fail(GetParam().kind);
  EXPECT_EQ(client.received(), GetParam().answer);
  EXPECT_EQ(worker.failures(0, GetParam().kind), 1);
  EXPECT_TRUE(worker.server(0).connection().aborted());
  EXPECT_TRUE(worker.is_idle());
}

TEST_P(FailureOfABackend, IsRetriedOnAnotherBackendIfThatIsSafe) {
  for (const auto& [method, reaches] :
       {std::pair{"GET", GetParam().get_reaches}, std::pair{"POST", GetParam().post_reaches}}) {
    FakeWorker worker{backends(2)};
    worker.server(0).connect_later();
    FakeClient& client = worker.request(method, "/", "");
    FakeConnection& first = worker.server(0).connection();
    if (GetParam().kind != connect_refused && GetParam().kind != connect_timeout &&
        GetParam().kind != connect_failed) {
      first.accept();
    }
    first.fail(GetParam().kind);
    EXPECT_EQ(worker.server(1).requests(), static_cast<std::size_t>(reaches - 1)) << method;
    if (reaches == 2) {
      worker.server(1).connection().respond(200, "hello");
      EXPECT_EQ(client.received(), "200 hello") << method;
      EXPECT_EQ(worker.counters(1).retries.load(), 1);
    }
    EXPECT_TRUE(worker.is_idle()) << method;
  }
}

INSTANTIATE_TEST_SUITE_P(
    BeforeAResponse, FailureOfABackend,
    testing::Values(Row{connect_refused, "502 the backend cannot be reached\n", 2, 2},
                    Row{connect_timeout, "504 the backend cannot be reached in time\n", 2, 2},
                    Row{connect_failed, "502 the backend cannot be reached\n", 2, 2},
                    Row{closed_early, "502 the backend closed the connection without an answer\n",
                        2, 1},
                    Row{response_timeout, "504 the backend did not answer in time\n", 2, 1},
                    Row{malformed_response, "502 the backend's answer is malformed\n", 1, 1}),
    [](const auto& row) { return std::string{failure(row.param.kind).name}; });

TEST(FailureOfAResponse, ThatBreaksOffCutsTheClient) {
  for (const FailureKind kind : {truncated_response, stalled_response}) {
    FakeWorker worker{backends(2)};
    FakeClient& client = worker.request("GET", "/");
    worker.server(0).connection().respond_head(200);
    worker.server(0).connection().respond_data("hel");
    worker.server(0).connection().fail(kind);
    EXPECT_EQ(client.received(), "200 hel");
    EXPECT_EQ(client.end(), FakeClient::End::aborted);
    EXPECT_EQ(worker.server(1).requests(), 0);
    EXPECT_EQ(worker.failures(0, kind), 1);
    EXPECT_TRUE(worker.is_idle());
  }
}

TEST(FailureOfTheBalancer, WithoutDescriptorsIsA503AndNoFailureOfAnotherBackend) {
  FakeWorker worker{backends(2)};
  worker.server(0).refuse(no_descriptors);
  FakeClient& client = worker.request("GET", "/");
  EXPECT_EQ(client.received(), "503 no backend can take this request now\n");
  EXPECT_EQ(worker.server(1).requests(), 0);
  EXPECT_EQ(worker.counters(0).own_failures(), 0);
  EXPECT_EQ(worker.counters().unserved.load(), 1);
}

TEST(FailureOfTheBalancer, WithoutABackendIsA503) {
  FakeTopology unhealthy = backends(1);
  unhealthy.members[0] = made::member("web0", Health::unhealthy);
  FakeWorker worker{std::move(unhealthy)};
  FakeClient& client = worker.request("GET", "/");
  EXPECT_EQ(client.received(), "503 no backend can take this request now\n");
  EXPECT_FALSE(client.closes());
  EXPECT_EQ(worker.counters().unserved.load(), 1);
  EXPECT_TRUE(worker.is_idle());
}

TEST(FailureOfTheBalancer, AQueueThatLastsTooLongIsA503) {
  FakeTopology full = backends(1);
  full.members[0].max_in_flight = 1;
  FakeWorker worker{std::move(full)};
  worker.request("GET", "/first");
  FakeClient& second = worker.request("GET", "/second");
  worker.advance(Milliseconds{999});
  EXPECT_EQ(second.received(), "");
  worker.advance(Milliseconds{1});
  EXPECT_EQ(second.received(), "503 no backend can take this request now\n");
  EXPECT_FALSE(worker.any_queued());
  EXPECT_EQ(worker.counters(0).own_failures(), 0);
}

TEST(FailureOfAClient, ThatLeavesIsCountedAndClosesTheBackendsConnection) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/");
  client.leave_for_good();
  EXPECT_TRUE(worker.server(0).connection().aborted());
  EXPECT_EQ(worker.failures(0, client_gone), 1);
  EXPECT_EQ(worker.counters(0).own_failures(), 0);
  EXPECT_TRUE(worker.is_idle());
}

TEST(FailureOfAClient, ThatStallsIsA408) {
  FakeWorker worker{backends(2)};
  FakeClient& client = worker.request({.method = "POST", .body = "x", .length = 10});
  worker.advance(Milliseconds{60'000});
  EXPECT_EQ(client.received(), "408 the request did not arrive in time\n");
  EXPECT_TRUE(client.closes());
  EXPECT_EQ(worker.server(1).requests(), 0);
  EXPECT_EQ(worker.failures(0, client_stalled), 1);
  EXPECT_EQ(worker.counters(0).own_failures(), 0);
}

TEST(FailureOfAClient, WithAMalformedBodyIsA400) {
  FakeWorker worker{backends(2)};
  FakeClient& client = worker.request({.method = "POST", .chunked = true});
  client.send_malformed();
  EXPECT_EQ(client.received(), "400 malformed request\n");
  EXPECT_TRUE(client.closes());
  EXPECT_EQ(worker.failures(0, malformed_body), 1);
  EXPECT_TRUE(worker.server(0).connection().aborted());
}

TEST(FailureOfAClient, WithABodyThatIsTooLargeIsA413) {
  FakeTopology small = backends(1);
  small.limits.max_body_bytes = 4;
  FakeWorker worker{std::move(small)};
  FakeClient& client = worker.request({.method = "POST", .body = "1234", .chunked = true});
  EXPECT_EQ(client.received(), "");
  client.send("5");
  EXPECT_EQ(client.received(), "413 the request body is too large\n");
  EXPECT_TRUE(client.closes());
  EXPECT_EQ(worker.server(0).connection().body(), "1234");
  EXPECT_EQ(worker.failures(0, body_too_large), 1);
}

}  // namespace
}  // namespace rrlb
