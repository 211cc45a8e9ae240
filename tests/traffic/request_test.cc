// Requests and rounds to a real server on a port that the kernel chose.
#include "traffic/request.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "common/endpoint/http_server.h"
#include "common/service/listen_socket.h"
#include "traffic/generator.h"

namespace rrlb {
namespace {

HttpAnswer redirect(int status, const std::string& location) {
  HttpAnswer answer;
  answer.status = status;
  if (!location.empty()) answer.fields.emplace_back("Location", location);
  return answer;
}

class RequestTest : public testing::Test {
 protected:
  RequestTest() {
    ListenSocket socket = listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive);
    EXPECT_EQ(socket.problem, "");
    authority_ = bound_address(socket.fd.get()).text();
    server_.serve(std::move(socket.fd));
    server_.route("GET", "/hello", [this](const HttpRequest& request) {
      queries_.push_back(request.query);
      HttpAnswer answer;
      answer.body = "hello\n";
      return answer;
    });
  }

  void answers(const std::string& path, HttpAnswer answer) {
    server_.route("GET", path, [answer = std::move(answer)](const HttpRequest&) { return answer; });
  }

  // Sends a request and waits for the outcome.
  Outcome ask(const std::string& url, Milliseconds timeout = Milliseconds{10'000}) {
    Outcome outcome;
    const Request request{loop_, resolver_, *parse_target(url), timeout, [&](const Outcome& got) {
                            outcome = got;
                            loop_.stop();
                          }};
    loop_.run();
    return outcome;
  }
  Outcome ask_server(const std::string& path) { return ask("http://" + authority_ + path); }

  EventLoop loop_;
  Resolver resolver_{loop_};
  HttpServer server_{loop_};
  std::string authority_;
  std::vector<std::string> queries_;
};

TEST_F(RequestTest, IsAnswered) {
  const Outcome outcome = ask_server("/hello?a=b");
  EXPECT_EQ(outcome.problem, "");
  EXPECT_EQ(outcome.status, 200);
  EXPECT_EQ(outcome.body, "hello\n");
  EXPECT_EQ(outcome.url, "http://" + authority_ + "/hello?a=b");
  EXPECT_EQ(outcome.server, authority_);
  EXPECT_FALSE(outcome.redirected);
  EXPECT_GT(outcome.latency.count(), 0);
  EXPECT_EQ(queries_, std::vector<std::string>{"a=b"});
}

TEST_F(RequestTest, FollowsEachKindOfRedirect) {
  for (const int status : {301, 302, 303, 307, 308}) {
    const std::string path = "/" + std::to_string(status);
    answers(path, redirect(status, "http://" + authority_ + "/hello"));
    const Outcome outcome = ask_server(path);
    EXPECT_EQ(outcome.problem, "");
    EXPECT_EQ(outcome.body, "hello\n");
    EXPECT_TRUE(outcome.redirected);
    EXPECT_EQ(outcome.url, "http://" + authority_ + "/hello");
  }
}

TEST_F(RequestTest, FollowsFiveRedirectsAndNoMore) {
  for (int i = 1; i < 6; ++i) {
    answers("/" + std::to_string(i), redirect(307, "/" + std::to_string(i + 1)));
  }
  answers("/6", redirect(307, "/hello"));
  EXPECT_EQ(ask_server("/2").problem, "");
  EXPECT_EQ(ask_server("/1").problem, "more than 5 redirects");
}

TEST_F(RequestTest, FailsIfARedirectCannotBeFollowed) {
  answers("/a", redirect(307, ""));
  answers("/b", redirect(307, "http://"));
  answers("/c", redirect(307, "https://127.0.0.1/"));
  EXPECT_EQ(ask_server("/a").problem, "307 without a Location");
  EXPECT_EQ(ask_server("/b").problem, "307 with an invalid Location");
  EXPECT_EQ(ask_server("/c").problem, "307 to an https URL, expected http");
}

TEST_F(RequestTest, FailsOnAResponseThatIsNot2xx) {
  const Outcome outcome = ask_server("/nothing");
  EXPECT_EQ(outcome.status, 404);
  EXPECT_EQ(outcome.problem, "404 Not Found");
}

TEST_F(RequestTest, FailsAtTheServerThatItWasRedirectedTo) {
  // A port that was free a moment ago, so that nothing listens on it.
  ListenSocket taken = listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive);
  const std::string dead = bound_address(taken.fd.get()).text();
  taken.fd.reset();
  answers("/a", redirect(307, "http://" + dead + "/x"));
  const Outcome outcome = ask_server("/a");
  EXPECT_NE(outcome.problem, "");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(outcome.redirected);
  EXPECT_EQ(outcome.server, dead);
  EXPECT_EQ(outcome.url, "http://" + dead + "/x");
}

TEST_F(RequestTest, EndsAtItsDeadline) {
  // The kernel completes the connection, but the listener never accepts it.
  const ListenSocket silent = listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive);
  answers("/a", redirect(307, "http://" + bound_address(silent.fd.get()).text() + "/"));
  EXPECT_EQ(ask("http://" + authority_ + "/a", Milliseconds{50}).problem, "no answer within 50 ms");
}

TEST_F(RequestTest, MayBeDestroyedWhileInFlight) {
  {
    const Request request{loop_, resolver_, *parse_target("http://" + authority_ + "/hello"),
                          Milliseconds{10'000}, [](const Outcome&) { FAIL(); }};
  }
  EXPECT_EQ(ask_server("/hello").problem, "");
}

TEST_F(RequestTest, RoundsSendEachRequestOnce) {
  TrafficOptions options;
  options.target = *parse_target("http://" + authority_ + "/hello");
  options.requests = 7;
  options.rounds = 3;
  options.concurrency = 3;
  std::multiset<std::uint64_t> numbers;
  std::vector<std::uint64_t> rounds;
  Generator* running = nullptr;
  Generator generator{loop_, resolver_, options,
                      [&](std::uint64_t number, const Outcome& outcome) {
                        EXPECT_EQ(outcome.problem, "");
                        numbers.insert(number);
                        rounds.push_back(running->round());
                      },
                      [&] { loop_.stop(); }};
  running = &generator;
  generator.start();
  loop_.run();
  std::multiset<std::uint64_t> all;
  for (std::uint64_t number = 1; number <= 21; ++number) all.insert(number);
  EXPECT_EQ(numbers, all);
  EXPECT_EQ(std::count(rounds.begin(), rounds.end(), 2U), 7);
  EXPECT_EQ(queries_.size(), 21U);
}

TEST_F(RequestTest, MoreConcurrencyThanRequestsSendsNoMore) {
  TrafficOptions options;
  options.target = *parse_target("http://" + authority_ + "/hello");
  options.requests = 2;
  options.concurrency = 100;
  int outcomes = 0;
  Generator generator{loop_, resolver_, options, [&](std::uint64_t, const Outcome&) { ++outcomes; },
                      [&] { loop_.stop(); }};
  generator.start();
  loop_.run();
  EXPECT_EQ(outcomes, 2);
  EXPECT_EQ(queries_.size(), 2U);
}

}  // namespace
}  // namespace rrlb
