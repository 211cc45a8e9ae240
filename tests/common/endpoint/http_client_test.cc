#include "common/endpoint/http_client.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/running_server.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

constexpr Milliseconds kShortDeadline{50};

class HttpGetTest : public testing::Test {
 protected:
  HttpResult get(const Url& url, const HttpGetOptions& options = {"*/*", kPatience, 1U << 20},
                 const std::string& target = "/") {
    std::optional<HttpResult> result;
    const HttpGet request{loop_,   resolver_,
                          url,     target,
                          options, [&result](HttpResult got) { result = std::move(got); }};
    EXPECT_FALSE(result) << "called back from within the constructor";
    loop_.run_until([&result] { return result.has_value(); });
    return result.value_or(HttpResult{});
  }
  // The problem reported for a server that sends `answer` and closes.
  std::string problem_with(const std::string& answer) {
    const ScriptedServer server{ScriptedServer::answer(answer)};
    const HttpResult result = get(server.url());
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.body, "");
    return result.problem;
  }
  HttpGetOptions by_short_deadline() const { return {"*/*", kShortDeadline, 1U << 20}; }

  TestLoop loop_;
  Resolver resolver_{loop_};
};

std::string ok(const std::string& body, const std::string& fields = "") {
  return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

// A port that nothing listens on.
std::uint16_t closed_port() {
  const ListenSocket socket = listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive);
  return bound_address(socket.fd.get()).port;
}

TEST_F(HttpGetTest, GetsAResponseFromOurOwnServer) {
  const RunningServer server{[](HttpServer& routes) {
    routes.route("GET", "/health", [](const HttpRequest& request) {
      return HttpAnswer{200, "text/plain", "q=" + request.query, {{"Location", "/there"}}};
    });
  }};
  const HttpResult result = get(server.url(), {}, "/health?a=1");
  EXPECT_EQ(result.status, 200);
  EXPECT_EQ(result.problem, "");
  EXPECT_EQ(result.body, "q=a=1");
  EXPECT_EQ(result.location, "/there");
  EXPECT_GT(result.latency.count(), 0);
}

TEST_F(HttpGetTest, RequestHasTheExpectedFields) {
  std::string asked;
  {
    const ScriptedServer server{[&asked](RawConnection& client) {
      asked = client.receive_until("\r\n\r\n");
      client.send(ok("x"));
    }};
    get(server.url(), {"application/json", kPatience, 100}, "/metrics?x");
    EXPECT_THAT(asked, HasSubstr("Host: " + server.url().authority() + "\r\n"));
  }
  EXPECT_THAT(asked, testing::StartsWith("GET /metrics?x HTTP/1.1\r\n"));
  EXPECT_THAT(asked, HasSubstr("\r\nAccept: application/json\r\n"));
  EXPECT_THAT(asked, HasSubstr("\r\nConnection: close\r\n"));
}

TEST_F(HttpGetTest, EveryFinalStatusIsAResponse) {
  for (const int status : {200, 204, 301, 307, 404, 500, 503, 599}) {
    const ScriptedServer server{ScriptedServer::answer("HTTP/1.1 " + std::to_string(status) +
                                                       " X\r\nContent-Length: 0\r\n\r\n")};
    EXPECT_EQ(get(server.url()).status, status);
  }
}

TEST_F(HttpGetTest, ResponseWithoutALengthEndsWithTheConnection) {
  for (const char* version : {"HTTP/1.1", "HTTP/1.0"}) {
    const ScriptedServer server{
        ScriptedServer::answer(std::string{version} + " 200 OK\r\n\r\nall of it")};
    const HttpResult result = get(server.url());
    EXPECT_EQ(result.status, 200) << version;
    EXPECT_EQ(result.body, "all of it") << version;
  }
}

TEST_F(HttpGetTest, ChunkedResponseIsDecoded) {
  const ScriptedServer server{ScriptedServer::answer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")};
  EXPECT_EQ(get(server.url()).body, "abcde");
}

TEST_F(HttpGetTest, ServerNeedNotCloseAfterItsResponse) {
  const ScriptedServer server{ScriptedServer::answer_and_stay(ok("abc"))};
  EXPECT_EQ(get(server.url()).body, "abc");
}

TEST_F(HttpGetTest, InterimResponseIsAProblem) {
  EXPECT_EQ(problem_with("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok("final")),
            "got interim response 103, expected the final one");
}

TEST_F(HttpGetTest, RefusedConnectionIsReported) {
  const HttpResult result = get({false, "127.0.0.1", closed_port(), ""});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.problem, "connection refused");
}

TEST_F(HttpGetTest, NextAddressIsTriedWhenOneRefuses) {
  const ListenSocket six = listen_tcp({"::1", 0}, PortSharing::exclusive);
  if (!six.fd) GTEST_SKIP() << "no IPv6 here: " << six.problem;
  HttpServer server{loop_};
  server.route("GET", "/", [](const HttpRequest&) { return HttpAnswer{200, "", "six", {}}; });
  const std::uint16_t port = bound_address(six.fd.get()).port;
  server.serve(UniqueFd{::dup(six.fd.get())});
  EXPECT_EQ(get({false, "localhost", port, ""}).body, "six");
}

TEST_F(HttpGetTest, NameThatDoesNotResolveIsReported) {
  EXPECT_THAT(get({false, "no-such-host.invalid", 80, ""}).problem,
              testing::MatchesRegex("name does not resolve \\(.+\\)"));
}

TEST_F(HttpGetTest, GarbageIsNotAResponse) {
  for (const char* garbage :
       {"garbage\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 99999 X\r\n\r\n", "HTTP/1.1 -200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1\r\n\r\n", "HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"}) {
    EXPECT_EQ(problem_with(garbage), "not an HTTP response") << garbage;
  }
}

TEST_F(HttpGetTest, IncompleteResponseIsAProblem) {
  const std::string whole = ok("0123456789");
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(problem_with(whole.substr(0, size)),
              "the connection was closed before the answer was complete")
        << whole.substr(0, size);
  }
}

TEST_F(HttpGetTest, IncompleteChunkedResponseIsAProblem) {
  for (const char* part : {"", "5\r\n", "5\r\nab", "5\r\nabcde\r\n", "5\r\nabcde\r\n0\r\n"}) {
    EXPECT_EQ(
        problem_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string{part}),
        "the connection was closed before the answer was complete")
        << part;
  }
}

TEST_F(HttpGetTest, ResponseThatStopsHalfwayMeetsTheDeadline) {
  for (const size_t size : {0U, 5U, 20U, 40U}) {
    const ScriptedServer server{ScriptedServer::answer_and_stay(ok("0123456789").substr(0, size))};
    const HttpResult result = get(server.url(), by_short_deadline());
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.problem, "no answer within 50 ms");
    EXPECT_EQ(result.body, "");
    // libevent counts a delay from the start of the loop's turn in which the timer was started.
    EXPECT_GE(result.latency, kShortDeadline / 2);
  }
}

// Each byte arrives in time, but the whole response does not.
TEST_F(HttpGetTest, DeadlineIsForTheWholeResponse) {
  const ScriptedServer server{[](RawConnection& client) {
    client.receive_until("\r\n\r\n");
    client.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (client.send("x")) {
    }
  }};
  EXPECT_EQ(get(server.url(), by_short_deadline()).problem, "no answer within 50 ms");
}

TEST_F(HttpGetTest, ConnectionThatIsNeverAcceptedMeetsTheDeadline) {
  const ListenSocket socket = listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive);
  const Url url{false, "127.0.0.1", bound_address(socket.fd.get()).port, ""};
  EXPECT_EQ(get(url, by_short_deadline()).problem, "no answer within 50 ms");
}

TEST_F(HttpGetTest, FullBacklogMeetsTheDeadline) {
  const ListenSocket socket = listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive);
  ASSERT_EQ(::listen(socket.fd.get(), 0), 0);
  const std::uint16_t port = bound_address(socket.fd.get()).port;
  const RawConnection fills_it = RawConnection::to(port);
  EXPECT_EQ(get({false, "127.0.0.1", port, ""}, by_short_deadline()).problem,
            "no answer within 50 ms");
}

TEST_F(HttpGetTest, HugeFieldIsTooLong) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nX-Long: " + std::string(3U << 20, 'x') + "\r\n\r\n";
  EXPECT_EQ(problem_with(answer), "the answer is too long");
}

TEST_F(HttpGetTest, TooManyFieldsAreTooLong) {
  std::string answer = "HTTP/1.1 200 OK\r\n";
  while (answer.size() < (3U << 20)) answer += "X-Field: some value\r\n";
  EXPECT_EQ(problem_with(answer + "\r\n"), "the answer is too long");
}

TEST_F(HttpGetTest, HugeStatusLineIsTooLong) {
  EXPECT_EQ(problem_with("HTTP/1.1 200 " + std::string(3U << 20, 'x') + "\r\n\r\n"),
            "the answer is too long");
}

TEST_F(HttpGetTest, HugeBodyIsTooLong) {
  const std::string body(3U << 20, 'x');
  EXPECT_EQ(problem_with(ok(body)), "the answer is too long");
  EXPECT_EQ(problem_with("HTTP/1.1 200 OK\r\n\r\n" + body), "the answer is too long");
  EXPECT_EQ(problem_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n300000\r\n" + body +
                         "\r\n0\r\n\r\n"),
            "the answer is too long");
}

TEST_F(HttpGetTest, MayBeDestroyedInItsOwnCallback) {
  const ScriptedServer good{ScriptedServer::answer(ok("x"))};
  const ScriptedServer bad{ScriptedServer::answer("garbage\r\n\r\n")};
  const ScriptedServer silent{ScriptedServer::answer_and_stay("")};
  for (const Url& url :
       {good.url(), bad.url(), silent.url(), Url{false, "127.0.0.1", closed_port(), ""}}) {
    std::unique_ptr<HttpGet> request;
    bool called = false;
    request = std::make_unique<HttpGet>(loop_, resolver_, url, "/", by_short_deadline(),
                                        [&](const HttpResult&) {
                                          request.reset();
                                          called = true;
                                        });
    EXPECT_TRUE(loop_.run_until([&called] { return called; }));
  }
}

TEST_F(HttpGetTest, MayBeReplacedInItsOwnCallback) {
  const ScriptedServer server{ScriptedServer::answer(ok("x"))};
  std::unique_ptr<HttpGet> request;
  int answers = 0;
  std::function<void(HttpResult)> again = [&](const HttpResult&) {
    if (++answers == 3) return request.reset();
    request =
        std::make_unique<HttpGet>(loop_, resolver_, server.url(), "/", HttpGetOptions{}, again);
  };
  request = std::make_unique<HttpGet>(loop_, resolver_, server.url(), "/", HttpGetOptions{}, again);
  EXPECT_TRUE(loop_.run_until([&answers] { return answers == 3; }));
}

TEST_F(HttpGetTest, NeverCallsBackAfterItsDestruction) {
  const ScriptedServer server{ScriptedServer::answer_and_stay("HTTP/1.1 200 OK\r\nContent-")};
  const auto fail = [](const HttpResult&) { FAIL(); };
  // Destroyed before it has begun, while it connects, and while it reads.
  HttpGet{loop_, resolver_, server.url(), "/", {}, fail};
  auto connecting =
      std::make_unique<HttpGet>(loop_, resolver_, server.url(), "/", HttpGetOptions{}, fail);
  loop_.run_what_is_due();
  connecting.reset();
  auto reading =
      std::make_unique<HttpGet>(loop_, resolver_, server.url(), "/", HttpGetOptions{}, fail);
  bool later = false;
  Timer moment{loop_, [&] {
                 later = server.connections() > 0;
                 if (!later) moment.start(Milliseconds{1});
               }};
  moment.start(Milliseconds{1});
  loop_.run_until([&later] { return later; });
  reading.reset();
  loop_.run_what_is_due();
}

size_t open_descriptors() {
  const std::filesystem::directory_iterator fds{"/proc/self/fd"};
  return static_cast<size_t>(std::distance(begin(fds), end(fds)));
}

TEST_F(HttpGetTest, FailuresLeakNoDescriptors) {
  const ScriptedServer garbage{ScriptedServer::answer("garbage\r\n\r\n")};
  const ScriptedServer half{ScriptedServer::answer(ok("abc").substr(0, 30))};
  const ScriptedServer silent{ScriptedServer::answer_and_stay("HTTP/1.1 200")};
  const Url refuses{false, "127.0.0.1", closed_port(), ""};
  const HttpGetOptions at_once{"*/*", Milliseconds{2}, 100};
  const auto fail_once_each = [&] {
    for (const Url& url : {garbage.url(), half.url(), refuses}) EXPECT_FALSE(get(url).answered());
    EXPECT_FALSE(get(silent.url(), at_once).answered());
    HttpGet{loop_, resolver_, silent.url(), "/", {}, [](const HttpResult&) {}};
  };
  fail_once_each();
  const size_t before = open_descriptors();
  for (int i = 0; i < 50; ++i) fail_once_each();
  // The server's ends of the last connections may still be open.
  EXPECT_LE(open_descriptors(), before + 3);
}

}  // namespace
}  // namespace rrlb
