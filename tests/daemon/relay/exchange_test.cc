#include "daemon/relay/exchange.h"

#include <gtest/gtest.h>

#include "tests/daemon/relay/fake_worker.h"

namespace rrlb {
namespace {

using End = FakeClient::End;

// ---- One request and its response

TEST(Exchange, CarriesARequestAndItsResponse) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/a?b");
  FakeConnection& backend = worker.server(0).connection();
  EXPECT_EQ(backend.request(), "GET /a?b");
  EXPECT_EQ(backend.forwarded_for(), "192.0.2.7");
  EXPECT_TRUE(backend.request_ended());
  EXPECT_EQ(worker.counters().in_flight.load(), 1);
  backend.respond(200, "hello");
  EXPECT_EQ(client.received(), "200 hello");
  EXPECT_EQ(client.end(), End::finished);
  EXPECT_TRUE(backend.kept());
  EXPECT_EQ(worker.counters(0).responses[1].load(), 1);
  EXPECT_EQ(worker.counters().requests.load(), 1);
  EXPECT_TRUE(worker.is_idle());
}

TEST(Exchange, TakesTurnsAmongBackends) {
  FakeWorker worker{backends(3)};
  for (int i = 0; i < 6; ++i) worker.request("GET", "/");
  for (const std::size_t i : {0U, 1U, 2U}) EXPECT_EQ(worker.server(i).requests(), 2) << i;
}

TEST(Exchange, UsesAKeptConnectionAgain) {
  FakeWorker worker{backends(1)};
  worker.request("GET", "/1");
  worker.server(0).connection().respond(200);
  worker.request("GET", "/2");
  EXPECT_EQ(worker.server(0).connections(), 1);
  EXPECT_EQ(worker.server(0).connection().request(), "GET /2");
}

TEST(Exchange, KeepsNoConnectionThatTheBackendWillClose) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/");
  worker.server(0).connection().respond(200, "hello", false);
  EXPECT_EQ(client.end(), End::finished);
  EXPECT_TRUE(worker.server(0).connection().released());
  EXPECT_FALSE(worker.server(0).connection().kept());
}

TEST(Exchange, PassesTrailersOn) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/");
  worker.server(0).connection().respond_head(200);
  worker.server(0).connection().respond_end("Digest: x\r\n");
  EXPECT_EQ(client.trailers_received(), "Digest: x\r\n");
}

TEST(Exchange, SetsTheCookieOfTheBackendUnlessTheClientBringsIt) {
  FakeTopology sticky = backends(1);
  sticky.members[0].set_cookie = "rrlb=t; Path=/";
  FakeWorker worker{std::move(sticky)};
  FakeClient& client = worker.request("GET", "/");
  worker.server(0).connection().respond(200);
  EXPECT_EQ(client.cookie(), "rrlb=t; Path=/");
}

TEST(Exchange, MeasuresTheTimeUntilTheHeadOfTheResponse) {
  FakeWorker worker{backends(1)};
  worker.request("GET", "/");
  worker.advance(Milliseconds{40});
  worker.server(0).connection().respond(200);
  EXPECT_EQ(worker.counters(0).response_ewma_us.load(), 40'000);
}

// ---- The request's body

TEST(Exchange, SendsABodyThatCameWithTheHeadTogetherWithIt) {
  FakeWorker worker{backends(1)};
  worker.request("POST", "/orders", "x=1");
  EXPECT_EQ(worker.server(0).connection().body(), "x=1");
  EXPECT_TRUE(worker.server(0).connection().request_ended());
}

TEST(Exchange, StreamsABodyAsItComes) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .body = "12", .length = 6});
  FakeConnection& backend = worker.server(0).connection();
  EXPECT_EQ(backend.body(), "12");
  client.send("34");
  EXPECT_EQ(backend.body(), "1234");
  EXPECT_FALSE(backend.request_ended());
  client.send("56");
  EXPECT_EQ(backend.body(), "123456");
  EXPECT_TRUE(backend.request_ended());
}

TEST(Exchange, EndsABodyOfUnknownLengthWhenTheClientDoes) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .chunked = true});
  client.send("abc");
  EXPECT_FALSE(worker.server(0).connection().request_ended());
  client.send_end();
  EXPECT_EQ(worker.server(0).connection().body(), "abc");
  EXPECT_TRUE(worker.server(0).connection().request_ended());
}

TEST(Exchange, ReadsNoMoreOfABodyThanTheBackendTakes) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .body = "1", .length = 5});
  FakeConnection& backend = worker.server(0).connection();
  backend.stop_taking();
  client.send("23");
  EXPECT_EQ(backend.body(), "1");
  backend.take_all();
  EXPECT_EQ(backend.body(), "123");
  client.send("45");
  EXPECT_EQ(backend.body(), "12345");
  EXPECT_TRUE(backend.request_ended());
}

TEST(Exchange, StopsReadingABodyAsSoonAsTheBackendTakesNoMore) {
  FakeWorker worker{backends(1)};
  worker.server(0).take_at_most(1);
  worker.request({.method = "POST", .body = "1", .more = "23", .length = 5});
  EXPECT_EQ(worker.server(0).connection().body(), "1");
  worker.server(0).connection().take_all();
  EXPECT_EQ(worker.server(0).connection().body(), "123");
}

TEST(Exchange, SaysWhenItReadsNothingSoThatAClientThatLeftIsNoticed) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .body = "1", .length = 5});
  client.send("2");
  EXPECT_TRUE(client.is_read());
  worker.server(0).connection().stop_taking();
  client.send("3");
  EXPECT_FALSE(client.is_read());
}

TEST(Exchange, LetsOthersHaveTheirTurnAfterHalfAMegabyte) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .length = 10'000'000});
  client.send(std::string(600 * 1024, 'x'));
  EXPECT_TRUE(client.wants_more());
}

TEST(Exchange, PassesA100OnToAClientThatWaitsForIt) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "PUT", .length = 3, .expects_continue = true});
  EXPECT_TRUE(worker.server(0).connection().is_due());  // not the client, which waits
  worker.server(0).connection().interim(100);
  EXPECT_EQ(client.received(), "100 ");
  EXPECT_TRUE(client.is_due());
  client.send("abc");
  worker.server(0).connection().respond(201);
  EXPECT_EQ(client.received(), "100 201 ");
}

TEST(Exchange, DoesNotPassA100OnToAClientThatDidNotAsk) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/");
  worker.server(0).connection().interim(100);
  worker.server(0).connection().interim(103);
  worker.server(0).connection().respond(200, "hello");
  EXPECT_EQ(client.received(), "103 200 hello");
}

// ---- Early responses

TEST(Exchange, PassesOnAResponseThatComesBeforeTheBodyIsWhole) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .body = "1", .length = 5});
  worker.server(0).connection().respond(413, "no");
  EXPECT_EQ(client.received(), "413 no");
  EXPECT_EQ(client.end(), End::finished);
  EXPECT_FALSE(worker.server(0).connection().kept());  // the rest of the body never came
  EXPECT_TRUE(worker.is_idle());
}

TEST(Exchange, GoesOnWithTheBodyAfterTheHeadOfAnEarlyResponse) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .body = "1", .length = 3});
  FakeConnection& backend = worker.server(0).connection();
  backend.respond_head(200);
  client.send("23");
  EXPECT_EQ(backend.body(), "123");
  backend.respond_end();
  EXPECT_TRUE(backend.kept());
  EXPECT_EQ(client.end(), End::finished);
}

TEST(Exchange, ReadsTheResponseOfABackendThatTakesNoMore) {
  FakeWorker worker{backends(2)};
  FakeClient& client = worker.request({.method = "POST", .body = "1", .length = 5});
  worker.server(0).connection().take_no_more();
  client.send("23");
  worker.server(0).connection().respond(413, "no");
  EXPECT_EQ(client.received(), "413 no");
  EXPECT_EQ(worker.server(1).requests(), 0);
}

// ---- The response's back-pressure

TEST(Exchange, ReadsNoMoreOfAResponseThanTheClientTakes) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/");
  FakeConnection& backend = worker.server(0).connection();
  backend.respond_head(200);
  client.stop_taking();
  backend.respond_data("hello");
  EXPECT_EQ(client.received(), "200 ");
  client.take_all();
  EXPECT_EQ(client.received(), "200 hello");
}

TEST(Exchange, WaitsForTheClientWhileItTakesNothing) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/");
  FakeConnection& backend = worker.server(0).connection();
  backend.respond_head(200);
  EXPECT_TRUE(backend.is_due());
  EXPECT_FALSE(client.is_due());
  backend.respond_data("hello");
  client.stop_taking();
  backend.interim(103);  // each read makes it check which side must move
  EXPECT_FALSE(backend.is_due());
  EXPECT_TRUE(client.is_due());
}

TEST(Exchange, CutsAClientThatTakesNothingInTime) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/");
  FakeConnection& backend = worker.server(0).connection();
  backend.respond_head(200);
  client.stop_taking();
  backend.interim(103);
  worker.advance(Milliseconds{60'000});
  EXPECT_EQ(client.end(), End::aborted);
  EXPECT_EQ(worker.failures(0, FailureKind::client_stalled), 1);
  EXPECT_EQ(worker.counters(0).own_failures(), 0);
  EXPECT_TRUE(worker.is_idle());
}

TEST(Exchange, GivesASlowClientNoMoreTime) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .body = "1", .length = 10'000});
  worker.advance(Milliseconds{40'000});
  client.send("2");
  worker.advance(Milliseconds{19'999});
  EXPECT_EQ(client.received(), "");
  worker.advance(Milliseconds{1});
  EXPECT_EQ(client.received(), "408 the request did not arrive in time\n");
}

TEST(Exchange, GivesAClientThatSendsAKilobyteItsWholeTimeAgain) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .body = "1", .length = 10'000});
  worker.advance(Milliseconds{40'000});
  client.send(std::string(1024, 'x'));
  worker.advance(Milliseconds{59'999});
  EXPECT_EQ(client.received(), "");
}

TEST(Exchange, ABackendThatIsSilentForTooLongIsA504) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("POST", "/", "x");
  worker.advance(Milliseconds{30'000});
  EXPECT_EQ(client.received(), "504 the backend did not answer in time\n");
}

TEST(Exchange, ABackendThatStallsInItsResponseCutsTheClient) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/");
  worker.server(0).connection().respond_head(200);
  worker.advance(Milliseconds{30'000});
  EXPECT_EQ(client.end(), End::aborted);
  EXPECT_EQ(worker.failures(0, FailureKind::stalled_response), 1);
}

TEST(Exchange, ABackendThatIsNotConnectedInTimeIsReplacedByAnother) {
  FakeWorker worker{backends(2)};
  worker.server(0).connect_later();
  FakeClient& client = worker.request("POST", "/", "x=1");
  worker.advance(Milliseconds{2'000});
  EXPECT_EQ(worker.server(1).connection().body(), "x=1");
  worker.server(1).connection().respond(200, "hello");
  EXPECT_EQ(client.received(), "200 hello");
  EXPECT_EQ(worker.failures(0, FailureKind::connect_timeout), 1);
}

// ---- Retries

TEST(Exchange, PostIsNotRetriedOnceSent) {
  FakeWorker worker{backends(2)};
  FakeClient& client = worker.request("POST", "/orders", "x=1");
  worker.server(0).connection().reset();
  EXPECT_EQ(client.received(), "502 the backend closed the connection without an answer\n");
  EXPECT_EQ(worker.server(1).requests(), 0);
}

TEST(Exchange, PostIsRetriedIfNothingOfItWasSent) {
  FakeWorker worker{backends(2)};
  worker.server(0).refuse();
  FakeClient& client = worker.request("POST", "/orders", "x=1");
  EXPECT_EQ(worker.server(1).connection().body(), "x=1");
  worker.server(1).connection().respond(200, "hello");
  EXPECT_EQ(client.received(), "200 hello");
}

TEST(Exchange, ABodyThatCameWithTheHeadIsSentAgain) {
  FakeWorker worker{backends(2)};
  FakeClient& client = worker.request("PUT", "/orders", "x=1");
  worker.server(0).connection().reset();
  EXPECT_EQ(worker.server(1).connection().request(), "PUT /orders");
  EXPECT_EQ(worker.server(1).connection().body(), "x=1");
  EXPECT_TRUE(worker.server(1).connection().request_ended());
  worker.server(1).connection().respond(200);
  EXPECT_EQ(client.end(), End::finished);
}

TEST(Exchange, ABodyThatWasStreamedIsNotSentAgain) {
  FakeWorker worker{backends(2)};
  FakeClient& client = worker.request({.method = "PUT", .body = "1", .length = 3});
  client.send("23");
  worker.server(0).connection().reset();
  EXPECT_EQ(client.received(), "502 the backend closed the connection without an answer\n");
  EXPECT_EQ(worker.server(1).requests(), 0);
}

TEST(Exchange, NothingIsRetriedOnceTheResponseHasBegun) {
  FakeWorker worker{backends(2)};
  FakeClient& client = worker.request("GET", "/");
  worker.server(0).connection().respond_head(200);
  worker.server(0).connection().fail(FailureKind::closed_early);
  EXPECT_EQ(client.end(), End::aborted);
  EXPECT_EQ(worker.server(1).requests(), 0);
}

TEST(Exchange, TriesAsManyOtherBackendsAsAreConfigured) {
  FakeTopology four = backends(4);
  four.limits.retries = 2;
  FakeWorker worker{std::move(four)};
  for (const std::size_t i : {0U, 1U, 2U, 3U}) worker.server(i).refuse();
  FakeClient& client = worker.request("GET", "/");
  EXPECT_EQ(client.received(), "502 the backend cannot be reached\n");
  std::uint64_t failures = 0;
  for (const std::size_t i : {0U, 1U, 2U, 3U}) failures += worker.counters(i).own_failures();
  EXPECT_EQ(failures, 3);
  EXPECT_TRUE(worker.is_idle());
}

TEST(Exchange, TriesNoBackendTwice) {
  FakeTopology two = backends(2);
  two.limits.retries = 10;
  FakeWorker worker{std::move(two)};
  worker.server(0).refuse();
  worker.server(1).refuse();
  worker.request("GET", "/");
  EXPECT_EQ(worker.failures(0, FailureKind::connect_refused), 1);
  EXPECT_EQ(worker.failures(1, FailureKind::connect_refused), 1);
}

TEST(Exchange, RetriesNoMoreThanTheBudgetAllows) {
  FakeTopology two = backends(2);
  two.limits.retry_budget_percent = 0;
  FakeWorker worker{std::move(two)};
  worker.server(0).refuse();
  worker.server(1).refuse();
  // 100 retries in ten seconds are free.
  for (int i = 0; i < 150; ++i) worker.request("GET", "/");
  EXPECT_EQ(worker.counters(0).own_failures() + worker.counters(1).own_failures(), 250);
}

TEST(Exchange, AvoidsABackendThatCouldNotBeReachedWhileOthersCan) {
  FakeWorker worker{backends(2)};
  worker.server(0).avoid();
  for (int i = 0; i < 4; ++i) worker.request("GET", "/");
  EXPECT_EQ(worker.server(0).requests(), 0);
  EXPECT_EQ(worker.server(1).requests(), 4);
}

TEST(Exchange, UsesAnAvoidedBackendIfThereIsNoOther) {
  FakeWorker worker{backends(1)};
  worker.server(0).avoid();
  worker.request("GET", "/");
  EXPECT_EQ(worker.server(0).requests(), 1);
}

TEST(Exchange, ReportsARunOfFailuresThatEjects) {
  FakeTopology one = backends(1);
  one.failures_that_eject = 3;
  FakeWorker worker{std::move(one)};
  worker.server(0).refuse();
  for (int i = 0; i < 4; ++i) worker.request("GET", "/");
  EXPECT_EQ(worker.outlier_looks(), 1);
}

TEST(Exchange, AnAnswerBelow500EndsARunOfFailures) {
  FakeTopology one = backends(1);
  one.failures_that_eject = 3;
  FakeWorker worker{std::move(one)};
  for (const int status : {500, 503, 404, 500, 502}) {
    worker.request("GET", "/");
    worker.server(0).connection().respond(status);
  }
  EXPECT_EQ(worker.outlier_looks(), 0);
  EXPECT_EQ(worker.counters(0).failures_in_a_row.load(), 2);
}

// ---- Kept connections that the backend has closed

class KeptConnection : public testing::Test {
 protected:
  KeptConnection() {
    worker_.request("GET", "/before");
    worker_.server(0).connection().respond(200);
  }
  FakeWorker worker_{backends(1)};
};

TEST_F(KeptConnection, ThatWasClosedAsItWasUsedIsReplacedByAFreshOne) {
  FakeClient& client = worker_.request("GET", "/again");
  worker_.server(0).connection(0).reset();
  EXPECT_EQ(worker_.server(0).connections(), 2);
  worker_.server(0).connection(1).respond(200, "hello");
  EXPECT_EQ(client.received(), "200 hello");
  EXPECT_EQ(worker_.counters(0).own_failures(), 0);  // it must not be ejected for that
  EXPECT_EQ(worker_.counters(0).in_flight.load(), 0);
}

TEST_F(KeptConnection, IsReplacedOnlyOnce) {
  FakeClient& client = worker_.request("GET", "/again");
  worker_.server(0).connection(0).reset();
  worker_.server(0).connection(1).reset();
  EXPECT_EQ(client.received(), "502 the backend closed the connection without an answer\n");
  EXPECT_EQ(worker_.failures(0, FailureKind::closed_early), 1);
}

TEST_F(KeptConnection, ThatIsClosedIsNotUsedForARequestThatCannotBeSentTwice) {
  worker_.server(0).connection(0).close_while_idle();
  worker_.request("POST", "/orders", "x=1");
  EXPECT_EQ(worker_.server(0).connections(), 2);
  EXPECT_TRUE(worker_.server(0).connection(0).aborted());
  EXPECT_EQ(worker_.server(0).connection(1).body(), "x=1");
}

TEST_F(KeptConnection, ThatTakesNothingIsReplacedEvenForAPost) {
  worker_.server(0).connection(0).take_no_more();
  FakeClient& client = worker_.request("POST", "/orders", "x=1");
  EXPECT_EQ(worker_.server(0).connection(1).body(), "x=1");
  worker_.server(0).connection(1).respond(200);
  EXPECT_EQ(client.end(), End::finished);
}

// ---- A client that leaves, in every state

TEST(ExchangeOfAClientThatLeaves, WhileItQueuesLeavesTheQueue) {
  FakeTopology full = backends(1);
  full.members[0].max_in_flight = 1;
  FakeWorker worker{std::move(full)};
  worker.request("GET", "/first");
  worker.request("GET", "/second").leave_for_good();
  EXPECT_FALSE(worker.any_queued());
  worker.server(0).connection().respond(200);
  EXPECT_TRUE(worker.is_idle());
  EXPECT_EQ(worker.server(0).requests(), 1);
}

TEST(ExchangeOfAClientThatLeaves, WhileItConnectsEndsTheAttempt) {
  FakeWorker worker{backends(1)};
  worker.server(0).connect_later();
  worker.request("GET", "/").leave_for_good();
  EXPECT_TRUE(worker.server(0).connection().aborted());
  EXPECT_TRUE(worker.is_idle());
}

TEST(ExchangeOfAClientThatLeaves, WhileItSendsEndsTheRequest) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.method = "POST", .body = "1", .length = 5});
  client.leave_for_good();
  EXPECT_TRUE(worker.server(0).connection().aborted());
  EXPECT_FALSE(worker.server(0).connection().request_ended());
  EXPECT_TRUE(worker.is_idle());
}

TEST(ExchangeOfAClientThatLeaves, WhileItReceivesEndsTheResponse) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request("GET", "/");
  worker.server(0).connection().respond_head(200);
  client.leave_for_good();
  EXPECT_TRUE(worker.server(0).connection().aborted());
  EXPECT_TRUE(worker.is_idle());
}

TEST(ExchangeOfAClientThatLeaves, FromATunnelEndsBothSides) {
  FakeWorker worker{backends(1)};
  FakeClient& client = worker.request({.upgrade = true});
  worker.server(0).connection().upgrade();
  client.leave_for_good();
  EXPECT_TRUE(worker.server(0).connection().aborted());
  EXPECT_TRUE(worker.is_idle());
}

// ---- The queue

class Queue : public testing::Test {
 protected:
  static FakeTopology one_place() {
    FakeTopology full = backends(1);
    full.members[0].max_in_flight = 1;
    return full;
  }
  FakeWorker worker_{one_place()};
};

TEST_F(Queue, HoldsARequestUntilAPlaceIsFree) {
  worker_.request("GET", "/first");
  FakeClient& second = worker_.request("GET", "/second");
  EXPECT_TRUE(worker_.any_queued());
  EXPECT_EQ(worker_.server(0).requests(), 1);
  worker_.server(0).connection().respond(200, "first");
  EXPECT_GE(worker_.wakes(), 1);
  worker_.retry_queue();
  EXPECT_FALSE(worker_.any_queued());
  worker_.server(0).connection().respond(200, "second");
  EXPECT_EQ(second.received(), "200 second");
  EXPECT_TRUE(worker_.is_idle());
}

TEST_F(Queue, ServesInTheOrderOfArrival) {
  worker_.request("GET", "/1");
  worker_.request("GET", "/2");
  worker_.request("GET", "/3");
  for (const char* next : {"GET /2", "GET /3"}) {
    worker_.server(0).connection().respond(200);
    worker_.retry_queue();
    EXPECT_EQ(worker_.server(0).connection().request(), next);
  }
}

TEST_F(Queue, LeavesAFreePlaceToThoseThatWait) {
  worker_.request("GET", "/1");
  worker_.request("GET", "/2");
  worker_.server(0).connection().respond(200);
  worker_.request("GET", "/3");  // comes before the queue has been tried again
  EXPECT_EQ(worker_.server(0).connection().request(), "GET /1");
  worker_.retry_queue();
  EXPECT_EQ(worker_.server(0).connection().request(), "GET /2");
}

TEST_F(Queue, ThatIsFullIsA503) {
  worker_.request("GET", "/");
  for (int i = 0; i < 1024; ++i) worker_.request("GET", "/");
  EXPECT_EQ(worker_.request("GET", "/").received(), "503 no backend can take this request now\n");
}

TEST_F(Queue, IsServedByPlacesThatAReloadBrings) {
  worker_.request("GET", "/1");
  FakeClient& second = worker_.request("GET", "/2");
  FakeTopology wider = backends(2);
  worker_.reload(std::move(wider));
  EXPECT_FALSE(worker_.any_queued());
  worker_.server(0).connection().respond(200, "hello");
  EXPECT_EQ(second.received(), "200 hello");
}

TEST_F(Queue, IsA503WhenAReloadTakesAllBackendsAway) {
  worker_.request("GET", "/1");
  FakeClient& second = worker_.request("GET", "/2");
  worker_.reload(backends(0));
  EXPECT_EQ(second.received(), "503 no backend can take this request now\n");
}

// ---- A reload in the middle

TEST(ExchangeAcrossAReload, GoesOnByTheTopologyItBeganWith) {
  FakeTopology first = backends(1);
  first.limits.max_body_bytes = 100;
  FakeWorker worker{std::move(first)};
  FakeClient& client = worker.request({.method = "POST", .body = "1", .length = 6});
  FakeTopology second = backends(1);
  second.limits.max_body_bytes = 2;
  worker.reload(std::move(second));
  client.send("23456");
  worker.server(0).connection().respond(200, "hello");
  EXPECT_EQ(client.received(), "200 hello");
}

TEST(ExchangeAcrossAReload, RetriesAmongTheBackendsItBeganWith) {
  FakeWorker worker{backends(2)};
  FakeClient& client = worker.request("GET", "/");
  worker.reload(backends(0));
  worker.server(0).connection().reset();
  worker.server(1).connection().respond(200, "hello");
  EXPECT_EQ(client.received(), "200 hello");
}

// ---- Tunnels

class TunnelExchange : public testing::Test {
 protected:
  TunnelExchange() : client_{worker_.request({.upgrade = true})} { backend().upgrade(); }
  FakeConnection& backend() { return worker_.server(0).connection(); }

  FakeWorker worker_{backends(1)};
  FakeClient& client_;
};

TEST_F(TunnelExchange, CarriesBytesBothWays) {
  client_.send("ping");
  backend().respond_data("pong");
  EXPECT_EQ(backend().body(), "ping");
  EXPECT_EQ(client_.received(), "101 pong");
}

TEST_F(TunnelExchange, PassesTheClientsEndOn) {
  client_.send("last");
  client_.send_end();
  EXPECT_TRUE(backend().tunnel_ended());
  backend().respond_data("answer");
  EXPECT_EQ(client_.received(), "101 answer");
  EXPECT_EQ(client_.end(), End::none);
}

TEST_F(TunnelExchange, IsOverWhenBothHaveEnded) {
  client_.send_end();
  backend().end_tunnel();
  EXPECT_EQ(client_.end(), End::finished);
  EXPECT_TRUE(worker_.is_idle());
}

TEST_F(TunnelExchange, PassesTheBackendsEndOnWhenTheClientHasTakenEverything) {
  client_.stop_taking();
  backend().end_tunnel();
  EXPECT_FALSE(client_.tunnel_ended());
  client_.take_all();
  EXPECT_TRUE(client_.tunnel_ended());
  EXPECT_EQ(client_.end(), End::none);
}

TEST_F(TunnelExchange, IsOverWhenTheBackendTakesNoMoreEither) {
  backend().end_tunnel(true);
  EXPECT_EQ(client_.end(), End::finished);
  EXPECT_TRUE(worker_.is_idle());
}

TEST_F(TunnelExchange, ReadsNoMoreThanTheBackendTakes) {
  backend().stop_taking();
  client_.send("ping");
  EXPECT_EQ(backend().body(), "");
  backend().take_all();
  EXPECT_EQ(backend().body(), "ping");
}

TEST_F(TunnelExchange, EndsWhenNothingMovesForTooLong) {
  worker_.advance(Milliseconds{3'600'000});
  EXPECT_EQ(client_.end(), End::aborted);
  EXPECT_TRUE(backend().aborted());
  EXPECT_TRUE(worker_.is_idle());
}

TEST_F(TunnelExchange, LastsAsLongAsSomethingMoves) {
  worker_.advance(Milliseconds{3'000'000});
  client_.send("ping");
  worker_.advance(Milliseconds{3'000'000});
  EXPECT_EQ(client_.end(), End::none);
}

// ---- Access records

TEST(AccessRecord, SaysWhatBecameOfTheRequest) {
  FakeTopology recorded = backends(2);
  recorded.access_records = true;
  FakeWorker worker{std::move(recorded)};
  worker.server(0).refuse();
  worker.request("PUT", "/orders?x", "body");
  worker.advance(Milliseconds{20});
  worker.server(1).connection().respond(201, "made");
  const AccessRecord* record = worker.access().oldest();
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->client, "192.0.2.7");
  EXPECT_EQ(record->method, "PUT");
  EXPECT_EQ(record->target, "/orders?x");
  EXPECT_EQ(record->backend, "web1");
  EXPECT_EQ(record->status, 201);
  EXPECT_EQ(record->failure, "connect_refused");
  EXPECT_EQ(record->retries, 1);
  EXPECT_EQ(record->bytes_received, 4);
  EXPECT_EQ(record->bytes_sent, 4);
  EXPECT_EQ(record->took, Milliseconds{20});
}

TEST(AccessRecord, OfAClientThatLeftHasNoStatus) {
  FakeTopology recorded = backends(1);
  recorded.access_records = true;
  FakeWorker worker{std::move(recorded)};
  worker.request("GET", "/").leave_for_good();
  const AccessRecord* record = worker.access().oldest();
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->status, 0);
  EXPECT_EQ(record->failure, "client_gone");
}

TEST(AccessRecord, ThatIsAskedForWhileARequestQueuesSaysWhatWasAsked) {
  FakeTopology full = backends(1);
  full.members[0].max_in_flight = 1;
  FakeWorker worker{std::move(full)};
  worker.request("GET", "/first");
  worker.request("PUT", "/second");
  FakeTopology wider = backends(1);
  wider.access_records = true;
  worker.reload(std::move(wider));
  worker.server(0).connection().respond(200);
  const AccessRecord* record = worker.access().oldest();
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->method, "PUT");
  EXPECT_EQ(record->target, "/second");
}

TEST(AccessRecord, IsNotWrittenUnlessTheConfigurationAsks) {
  FakeWorker worker{backends(1)};
  worker.request("GET", "/");
  worker.server(0).connection().respond(200);
  EXPECT_EQ(worker.access().oldest(), nullptr);
}

}  // namespace
}  // namespace rrlb
