#include "common/endpoint/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/support/running_server.h"

namespace rrlb {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr const char* kMalformed =
    "HTTP/1.1 400 Bad Request\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 18\r\n"
    "Connection: close\r\n";

// Answers with the request as the handler received it.
HttpAnswer echo(const HttpRequest& request) {
  return {200,
          "text/plain",
          request.method + "|" + request.path + "|" + request.query + "|" + request.body + "|" +
              request.field("x-test") + "\n",
          {{"X-Extra", "1"}}};
}

class HttpServerTest : public testing::Test {
 protected:
  // The response without its Date field.
  static std::string without_date(std::string answer) {
    const size_t date = answer.find("Date: ");
    if (date != std::string::npos) answer.erase(date, answer.find("\r\n", date) + 2 - date);
    return answer;
  }
  static std::string body_of(const std::string& answer) {
    const size_t head = answer.find("\r\n\r\n");
    return head == std::string::npos ? "no answer" : answer.substr(head + 4);
  }
  // The response to a request with "Connection: close".
  std::string ask(const std::string& line, const std::string& fields = "",
                  const std::string& body = "") const {
    return server_.exchange(line + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields +
                            "\r\n" + body);
  }

  RunningServer server_{[](HttpServer& server) {
    for (const char* method : {"GET", "POST"}) server.route(method, "/echo", echo);
    server.route("GET", "/tree/*", echo);
    server.route("POST", "/tree/*", echo);
    server.route("GET", "/tree/named", [](const HttpRequest&) {
      return HttpAnswer{200, "text/plain", "named\n", {}};
    });
    server.route("GET", "/peer", [](const HttpRequest& request) {
      return HttpAnswer{200, "text/plain", "[" + request.peer + "]\n", {}};
    });
    server.route("GET", "/empty", [](const HttpRequest&) { return HttpAnswer{204, "", "", {}}; });
    server.route("GET", "/large", [](const HttpRequest&) {
      return HttpAnswer{200, "text/plain", std::string(8U << 20, 'x'), {}};
    });
  }};
};

TEST_F(HttpServerTest, KnowsWhereARequestComesFrom) {
  EXPECT_EQ(body_of(ask("GET /peer")), "[127.0.0.1]\n");
}

TEST_F(HttpServerTest, ResponseIsComplete) {
  EXPECT_EQ(without_date(ask("GET /echo?a=1&b=%20", "X-Test: yes\r\n")),
            "HTTP/1.1 200 OK\r\n"
            "X-Extra: 1\r\n"
            "Content-Type: text/plain\r\n"
            "Content-Length: 25\r\n"
            "Connection: close\r\n"
            "\r\n"
            "GET|/echo|a=1&b=%20||yes\n");
}

TEST_F(HttpServerTest, ConnectionServesOneRequestAfterAnother) {
  RawConnection client = server_.connect();
  for (int i = 0; i < 3; ++i) {
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    client.receive_until("\r\n\r\n");
    EXPECT_EQ(client.receive_until("\n"), "POST|/echo||abc|\n");
  }
}

TEST_F(HttpServerTest, RequestMayArriveByteByByte) {
  RawConnection client = server_.connect();
  for (const char c : std::string{"GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    client.send(std::string_view{&c, 1});
  }
  client.receive_until("\r\n\r\n");
  EXPECT_EQ(client.receive_until("\n"), "GET|/echo|||\n");
}

TEST_F(HttpServerTest, ChunkedBodyReachesTheHandler) {
  EXPECT_THAT(
      ask("POST /echo", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
      EndsWith("POST|/echo||abcde|\n"));
}

TEST_F(HttpServerTest, WildcardRouteDoesNotMatchPathsWithARouteOfTheirOwn) {
  EXPECT_THAT(ask("GET /tree/x/y"), EndsWith("GET|/tree/x/y|||\n"));
  EXPECT_THAT(ask("GET /tree/named"), EndsWith("\r\n\r\nnamed\n"));
  EXPECT_THAT(ask("POST /tree/named"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(ask("GET /tree"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(ask("GET /tree/"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(HttpServerTest, UnknownPathGets404) {
  EXPECT_EQ(without_date(ask("GET /nowhere?x")),
            "HTTP/1.1 404 Not Found\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 20\r\n"
            "Connection: close\r\n"
            "\r\n"
            "not found: /nowhere\n");
}

TEST_F(HttpServerTest, UnknownMethodGets405WithAllow) {
  EXPECT_EQ(without_date(ask("DELETE /echo")),
            "HTTP/1.1 405 Method Not Allowed\r\n"
            "Allow: GET, HEAD, POST\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 30\r\n"
            "Connection: close\r\n"
            "\r\n"
            "allowed here: GET, HEAD, POST\n");
}

TEST_F(HttpServerTest, HeadHasTheLengthButNoBody) {
  const std::string answer = ask("HEAD /echo");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 14\r\n"));
  EXPECT_EQ(body_of(answer), "");
}

TEST_F(HttpServerTest, HeadOfAnErrorHasNoBodyEither) {
  EXPECT_EQ(body_of(ask("HEAD /nowhere")), "");
}

// evhttp would read the body as the next request.
TEST_F(HttpServerTest, HeadWithABodyEndsTheConnection) {
  const std::string smuggled = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string answers = server_.exchange(
      "HEAD /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(smuggled.size()) +
      "\r\n\r\n" + smuggled);
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answers, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(body_of(answers), "");
}

TEST_F(HttpServerTest, NoContentHasNeitherTypeNorLength) {
  EXPECT_EQ(without_date(ask("GET /empty")),
            "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
}

TEST_F(HttpServerTest, TwoContentLengthsAreRefusedAndTheConnectionClosed) {
  const std::string smuggled = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string answers =
      server_.exchange("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: " +
                       std::to_string(smuggled.size()) + "\r\n\r\n" + smuggled);
  EXPECT_EQ(without_date(answers), std::string{kMalformed} + "\r\nmalformed request\n");
}

TEST_F(HttpServerTest, TwoHostsAreRefusedAndTheConnectionClosed) {
  const std::string answers = server_.exchange(
      "GET /echo HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(without_date(answers), std::string{kMalformed} + "\r\nmalformed request\n");
}

TEST_F(HttpServerTest, MissingHostIsRefusedInHttp11AndNotInHttp10) {
  EXPECT_EQ(without_date(server_.exchange("GET /echo HTTP/1.1\r\n\r\n")),
            std::string{kMalformed} + "\r\nmalformed request\n");
  EXPECT_THAT(server_.exchange("GET /echo HTTP/1.0\r\n\r\n"), EndsWith("GET|/echo|||\n"));
}

TEST_F(HttpServerTest, LengthAndTransferEncodingTogetherAreRefused) {
  EXPECT_THAT(server_.exchange("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"),
              StartsWith("HTTP/1.1 400 "));
}

TEST_F(HttpServerTest, TargetThatIsNotAPathIsRefused) {
  for (const char* line : {"OPTIONS *", "GET echo", "GET http://a/echo"}) {
    EXPECT_THAT(ask(line), StartsWith("HTTP/1.1 400 ")) << line;
  }
}

TEST_F(HttpServerTest, ConnectIsRefused) {
  RawConnection client = server_.connect();
  client.send("CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
}

TEST_F(HttpServerTest, GarbageIsRefusedAndTheConnectionClosed) {
  for (const char* garbage :
       {"\x16\x03\x01\x02\x01\x01\xfc\r\n\r\n", "GET\r\n\r\n", "BREW /pot HTCPCP/1.0\r\n\r\n",
        "\r\n\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"}) {
    RawConnection client = server_.connect();
    client.send(garbage);
    client.end_sending();
    EXPECT_THAT(client.receive_all(), Not(HasSubstr("200 OK"))) << garbage;
  }
  EXPECT_THAT(ask("GET /echo"), EndsWith("GET|/echo|||\n"));
}

TEST_F(HttpServerTest, HugeHeadEndsTheConnection) {
  RawConnection client = server_.connect();
  client.send("GET /echo HTTP/1.1\r\nHost: a\r\n");
  const std::string field = "X-Long: " + std::string(8192, 'x') + "\r\n";
  bool taken = true;
  for (int i = 0; i < 400 && taken; ++i) taken = client.send(field);
  EXPECT_THAT(client.receive_all(), testing::AnyOf(IsEmpty(), StartsWith("HTTP/1.1 400 ")));
  EXPECT_THAT(ask("GET /echo"), EndsWith("GET|/echo|||\n"));
}

TEST_F(HttpServerTest, HugeBodyIsRefused) {
  RawConnection client = server_.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n");
  EXPECT_THAT(client.receive_all(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, SurvivesAClientThatLeavesHalfway) {
  for (const char* part :
       {"", "GET", "GET /echo HTTP/1.1\r\n", "GET /echo HTTP/1.1\r\nHost: a\r\nX",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"}) {
    server_.connect().send(part);
  }
  EXPECT_THAT(ask("GET /echo"), EndsWith("GET|/echo|||\n"));
}

TEST_F(HttpServerTest, HalfClosedClientStillGetsItsResponse) {
  RawConnection client = server_.connect();
  client.send("GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  client.end_sending();
  EXPECT_THAT(client.receive_all(), EndsWith("GET|/echo|||\n"));
}

TEST_F(HttpServerTest, LargeResponseIsComplete) {
  EXPECT_EQ(body_of(ask("GET /large")).size(), 8U << 20);
}

TEST_F(HttpServerTest, StopsAcceptingButServesOpenConnections) {
  RawConnection client = server_.connect();
  client.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  client.receive_until("|||\n");
  std::promise<void> stopped;
  server_.post([&stopped](HttpServer& server) {
    server.stop_accepting();
    stopped.set_value();
  });
  stopped.get_future().wait();
  EXPECT_EQ(listen_tcp({"127.0.0.1", server_.port()}, PortSharing::exclusive).problem, "");
  client.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.receive_until("|||\n"), EndsWith("GET|/echo|||\n"));
}

// Answers waiting requests in their order when "/go" is requested.
void route_waiting(HttpServer& server, std::vector<HttpServer::Reply>& waiting) {
  server.route_later("GET", "/later", [&waiting](const HttpRequest&, HttpServer::Reply reply) {
    waiting.push_back(std::move(reply));
  });
  server.route("GET", "/go", [&waiting](const HttpRequest&) {
    for (const auto& reply : std::exchange(waiting, {})) {
      reply({200, "text/plain", "late\n", {}});
      reply({200, "text/plain", "twice\n", {}});  // only the first answer is sent
    }
    return HttpAnswer{200, "text/plain", "gone\n", {}};
  });
}

TEST(HttpServerLater, AnswersLater) {
  std::vector<HttpServer::Reply> waiting;
  RunningServer server{[&waiting](HttpServer& made) { route_waiting(made, waiting); }};
  RawConnection client = server.connect();
  client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  RawConnection other = server.connect();
  std::string answer;
  while (answer.empty()) {  // until both requests have been received
    other.send("GET /go HTTP/1.1\r\nHost: a\r\n\r\n");
    other.receive_until("gone\n");
    answer = client.receive_until("late\n");
  }
  EXPECT_THAT(answer, EndsWith("\r\n\r\nlate\n"));
  client.send("GET /go HTTP/1.1\r\nHost: a\r\n\r\n");  // on the same connection
  EXPECT_THAT(client.receive_until("gone\n"), EndsWith("gone\n"));
}

TEST(HttpServerLater, ClosedConnectionGetsNoAnswer) {
  std::vector<HttpServer::Reply> waiting;
  RunningServer server{[&waiting](HttpServer& made) { route_waiting(made, waiting); }};
  for (int i = 0; i < 20; ++i) {
    RawConnection client = server.connect();
    client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  EXPECT_THAT(server.exchange("GET /go HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
              EndsWith("gone\n"));
}

// The MiB that the server accepts from a client that sends as much as it can.
int mebibytes_taken(RawConnection& client, int most) {
  const timeval patience{1, 0};
  ::setsockopt(client.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const std::string much(1U << 20, 'x');
  int taken = 0;
  while (taken < most && client.send(much)) ++taken;
  return taken;
}

TEST(HttpServerLater, ReplyAfterTheServersEndDoesNothing) {
  std::vector<HttpServer::Reply> waiting;
  {
    RunningServer server{[&waiting](HttpServer& made) { route_waiting(made, waiting); }};
    RawConnection client = server.connect();
    client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    server.exchange("GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }
  for (const auto& reply : waiting) reply({200, "text/plain", "late\n", {}});
}

// GET /stream begins a stream; POST /say sends its body to all streams and returns the number of
// open ones.
class HttpServerStream : public testing::Test {
 protected:
  static std::string say(RawConnection& speaker, const std::string& words) {
    speaker.send("POST /say HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                 std::to_string(words.size()) + "\r\n\r\n" + words);
    const std::string answer = speaker.receive_until(" open\n");
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }
  RawConnection listen() const {
    RawConnection client = server_.connect();
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    head_ = client.receive_until("first\n\r\n");
    return client;
  }

  std::vector<std::shared_ptr<HttpStream>> streams_;
  mutable std::string head_;
  RunningServer server_{[this](HttpServer& server) {
    server.route("GET", "/stream", [this](const HttpRequest&) {
      streams_.push_back(std::make_shared<HttpStream>());
      return HttpAnswer{200, "text/event-stream", "first\n", {{"X-Extra", "1"}}, streams_.back()};
    });
    server.route("POST", "/say", [this](const HttpRequest& request) {
      int open = 0;
      for (const auto& stream : streams_) {
        stream->send(request.body);
        open += stream->open() ? 1 : 0;
      }
      return HttpAnswer{200, "text/plain", std::to_string(open) + " open\n", {}};
    });
  }};
};

TEST_F(HttpServerStream, PartsFollowTheBeginning) {
  RawConnection one = listen();
  EXPECT_THAT(head_,
              StartsWith("HTTP/1.1 200 OK\r\nX-Extra: 1\r\nContent-Type: text/event-stream"));
  EXPECT_THAT(head_, EndsWith("\r\n6\r\nfirst\n\r\n"));
  RawConnection other = listen();
  RawConnection speaker = server_.connect();
  EXPECT_EQ(say(speaker, "more\n"), "2 open\n");
  EXPECT_EQ(one.receive_until("more\n\r\n"), "5\r\nmore\n\r\n");
  EXPECT_EQ(other.receive_until("more\n\r\n"), "5\r\nmore\n\r\n");
}

TEST_F(HttpServerStream, IsRemovedWhenItsClientCloses) {
  { const RawConnection gone = listen(); }
  RawConnection speaker = server_.connect();
  while (say(speaker, "more\n") != "0 open\n") {
  }
}

TEST_F(HttpServerStream, IsClosedIfItsClientDoesNotRead) {
  const RawConnection lazy = listen();
  RawConnection speaker = server_.connect();
  const std::string much(60'000, 'x');
  int said = 0;
  while (say(speaker, much) != "0 open\n") ++said;
  EXPECT_GT(said, 10);     // the client had a chance to read,
  EXPECT_LT(said, 1'000);  // and little memory was used
}

TEST_F(HttpServerStream, ClientThatKeepsSendingCostsLittleMemory) {
  RawConnection client = listen();
  EXPECT_LT(mebibytes_taken(client, 64), 64);  // the kernel's buffers hold some
}

TEST_F(HttpServerStream, HeadRequestGetsNoStream) {
  EXPECT_THAT(server_.exchange("HEAD /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
              EndsWith("\r\n\r\n"));
  EXPECT_FALSE(streams_.front()->open());
}

TEST(HttpServerStreams, OutliveTheirServer) {
  const auto stream = std::make_shared<HttpStream>();
  {
    RunningServer server{[&stream](HttpServer& made) {
      made.route("GET", "/stream", [&stream](const HttpRequest&) {
        return HttpAnswer{200, "text/plain", "first\n", {}, stream};
      });
    }};
    RawConnection client = server.connect();
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    client.receive_until("first\n");
  }
  EXPECT_FALSE(stream->open());
  stream->send("more");
}

TEST(HttpRequest, FieldNamesAreCaseInsensitive) {
  HttpRequest request;
  request.fields = {{"Accept", "a"}, {"ACCEPT", "b"}};
  EXPECT_EQ(request.field("accept"), "a");
  EXPECT_EQ(request.field("Accep"), "");
}

}  // namespace
}  // namespace rrlb
