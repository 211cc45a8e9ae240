#include "web.h"

#include <gmock/gmock.h>

#include "running_server.h"

namespace rrlb {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class WebTest : public testing::Test {
 protected:
  // The whole answer, head and body.
  std::string get(const std::string& path, const std::string& host = "127.0.0.1:8000",
                  const std::string& fields = "") const {
    return server_.exchange("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields +
                            "Connection: close\r\n\r\n");
  }

  PollState state_;
  const PageFacts facts_{"http://127.0.0.1:5000", Milliseconds{2'000}};
  RunningServer server_{
      [this](HttpServer& server) { add_dashboard_routes(server, state_, facts_, "lb1"); }};
};

TEST_F(WebTest, ServesThePageAndItsParts) {
  EXPECT_THAT(
      get("/"),
      AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Type: text/html; charset=utf-8\r\n"),
            HasSubstr("waiting for the balancer&#39;s first answer"), Not(HasSubstr("{{"))));
  EXPECT_THAT(get("/app.css"), AllOf(StartsWith("HTTP/1.1 200 "),
                                     HasSubstr("Content-Type: text/css; charset=utf-8\r\n")));
  for (const auto* script : {"/app.js", "/table.js", "/text.js"}) {
    EXPECT_THAT(get(script), AllOf(StartsWith("HTTP/1.1 200 "),
                                   HasSubstr("Content-Type: text/javascript; charset=utf-8\r\n")))
        << script;
  }
  EXPECT_THAT(get("/index.html"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(WebTest, ServesTheFigures) {
  EXPECT_THAT(get("/api/stats"),
              AllOf(HasSubstr("Content-Type: application/json\r\n"),
                    EndsWith("\r\n\r\n" + stats_json(state_, facts_, Clock::now()))));
}

TEST_F(WebTest, IsWellByItself) {
  EXPECT_THAT(get("/health"), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("\r\n\r\nOK\n")));
}

TEST_F(WebTest, EveryAnswerIsGuarded) {
  for (const auto* path : {"/", "/app.css", "/app.js", "/api/stats", "/health", "/nothing"}) {
    EXPECT_THAT(get(path, "localhost", "Origin: http://evil.test\r\n"),
                AllOf(HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self'; "
                                "style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                                "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"),
                      HasSubstr("X-Content-Type-Options: nosniff\r\n"),
                      HasSubstr("Referrer-Policy: no-referrer\r\n"),
                      HasSubstr("Cache-Control: no-store\r\n"), Not(HasSubstr("Access-Control"))))
        << path;
  }
}

TEST_F(WebTest, AForeignHostIsToldWhy) {
  for (const auto* path : {"/", "/api/stats", "/app.js", "/nothing"}) {
    EXPECT_THAT(get(path, "evil.test:8000"),
                AllOf(StartsWith("HTTP/1.1 421 Misdirected Request\r\n"),
                      HasSubstr("X-Content-Type-Options: nosniff\r\n"),
                      EndsWith("\r\n\r\nthis dashboard answers to an IP address, to localhost and "
                               "to lb1, not to the Host of this request\n")))
        << path;
  }
  EXPECT_THAT(get("/", "lb1:8000"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(WebTest, AnUnknownPathIsNotRepeated) {
  EXPECT_THAT(get("/<b>"), AllOf(StartsWith("HTTP/1.1 404 "), EndsWith("nothing is here\n")));
}

TEST_F(WebTest, NothingCanBeChanged) {
  EXPECT_THAT(server_.exchange("POST /api/stats HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0"
                               "\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 405 "));
}

}  // namespace
}  // namespace rrlb
