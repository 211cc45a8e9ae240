#include "dashboard/web/read_routes.h"

#include <gmock/gmock.h>

#include "dashboard/web/gzip.h"
#include "dashboard/web/host_check.h"
#include "tests/dashboard/view/made_up.h"
#include "tests/support/running_server.h"

namespace rrlb {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class WebTest : public testing::Test {
 protected:
  // The whole response, head and body.
  std::string get(const std::string& path, const std::string& host = "127.0.0.1:8000",
                  const std::string& fields = "") const {
    return server_.exchange("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields +
                            "Connection: close\r\n\r\n");
  }

  static std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }

  Recent recent_;
  EventStreams streams_;
  RunningServer server_{[this](HttpServer& server) {
    GuardedRoutes routes{server, [](std::string_view host) { return host_allowed(host, "lb1"); },
                         "lb1"};
    add_web_routes(routes, {[] { return view_of(PollState{}); }, [] { return PageFacts{}; },
                            recent_, streams_});
    add_fallback_routes(routes);
  }};
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
  for (const auto* path : {"/api/stats", "/api/v1/stats"}) {
    EXPECT_THAT(get(path), AllOf(HasSubstr("Content-Type: application/json\r\n"),
                                 HasSubstr("\r\n\r\n{\"version\":1,\"time\":\""), EndsWith("}\n")))
        << path;
  }
  EXPECT_THAT(get("/api/recent"),
              EndsWith("\r\n\r\n{\"interval_ms\":2000,\"time_ms\":[],\"backends\":{}}\n"));
}

TEST_F(WebTest, CompressesIfTheClientAcceptsIt) {
  for (const auto* path : {"/", "/app.css", "/uplot.js"}) {
    const std::string plain = get(path);
    const std::string packed = get(path, "localhost", "Accept-Encoding: br, gzip\r\n");
    EXPECT_THAT(plain,
                AllOf(HasSubstr("Vary: Accept-Encoding\r\n"), Not(HasSubstr("Content-Encoding"))));
    EXPECT_THAT(packed, AllOf(HasSubstr("Content-Encoding: gzip\r\n"),
                              HasSubstr("Vary: Accept-Encoding\r\n")));
    EXPECT_EQ(gunzip(body_of(packed)), body_of(plain)) << path;
    EXPECT_LT(packed.size(), plain.size());
  }
}

TEST_F(WebTest, ACachedFileIsNotSentAgain) {
  const std::string first = get("/app.js");
  const std::size_t at = first.find("ETag: ") + 6;
  const std::string etag = first.substr(at, first.find("\r\n", at) - at);
  EXPECT_THAT(etag, AllOf(StartsWith("\""), EndsWith("\"")));
  EXPECT_THAT(first, HasSubstr("Cache-Control: no-cache\r\n"));
  EXPECT_THAT(get("/app.js", "localhost", "If-None-Match: " + etag + "\r\n"),
              AllOf(StartsWith("HTTP/1.1 304 Not Modified\r\n"), EndsWith("\r\n\r\n")));
  EXPECT_THAT(get("/app.js", "localhost", "If-None-Match: \"other\"\r\n"),
              StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(WebTest, ServesTheLicencesOfItsLibraries) {
  EXPECT_THAT(get("/licenses.txt"), AllOf(HasSubstr("uPlot 1.6.32"), HasSubstr("Leon Sorokin"),
                                          HasSubstr("MIT License")));
}

TEST_F(WebTest, TheStreamBeginsWithThePointsAndTheNewestStatistics) {
  RawConnection follower = server_.connect();
  follower.send("GET /api/stats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(follower.receive_until("\n\n\r\n"),
              AllOf(HasSubstr("Content-Type: text/event-stream\r\n"),
                    HasSubstr("Cache-Control: no-store\r\n"),
                    HasSubstr("retry: 2000\nevent: recent\ndata: {\"interval_ms\":2000,"),
                    HasSubstr("\n\nid: 0\nevent: stats\ndata: {\"version\":1,")));
  server_.post([this](HttpServer&) { streams_.publish("{\"new\":1}"); });
  EXPECT_THAT(follower.receive_until("\n\n\r\n"),
              HasSubstr("id: 1\nevent: stats\ndata: {\"new\":1}\n\n"));
}

TEST_F(WebTest, TooManyStreamsAreRefused) {
  std::vector<RawConnection> followers;
  for (std::size_t i = 0; i < EventStreams::kMost; ++i) {
    followers.push_back(server_.connect());
    followers.back().send("GET /api/stats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    followers.back().receive_until("\n\n\r\n");
  }
  EXPECT_THAT(
      get("/api/stats/stream"),
      AllOf(
          StartsWith("HTTP/1.1 503 Service Unavailable\r\n"), HasSubstr("Retry-After: 10\r\n"),
          EndsWith("\r\n\r\n{\"error\":{\"code\":\"too_many_streams\",\"message\":\"too many "
                   "streams are open, the limit is 64\",\"hint\":\"request /api/stats instead, or "
                   "close other pages\"}}\n")));
}

TEST_F(WebTest, HealthIsOk) {
  EXPECT_THAT(get("/health"), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("\r\n\r\nOK\n")));
}

TEST_F(WebTest, EveryResponseHasTheProtectiveFields) {
  for (const auto* path : {"/", "/app.css", "/app.js", "/api/stats", "/health", "/nothing"}) {
    EXPECT_THAT(get(path, "localhost", "Origin: http://evil.test\r\n"),
                AllOf(HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self'; "
                                "style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                                "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"),
                      HasSubstr("X-Content-Type-Options: nosniff\r\n"),
                      HasSubstr("Referrer-Policy: no-referrer\r\n"),
                      HasSubstr("Cache-Control: no-"), Not(HasSubstr("Access-Control"))))
        << path;
  }
}

TEST_F(WebTest, AnUnknownHostIsRefusedWithAReason) {
  const std::string why = "unknown Host, expected an IP address, localhost or lb1";
  for (const auto* path : {"/", "/app.js", "/nothing"}) {
    EXPECT_THAT(get(path, "evil.test:8000"),
                AllOf(StartsWith("HTTP/1.1 421 Misdirected Request\r\n"),
                      HasSubstr("X-Content-Type-Options: nosniff\r\n"),
                      EndsWith("\r\n\r\n" + why + " (add the name to [dashboard] hosts)\n")))
        << path;
  }
  EXPECT_THAT(get("/api/stats", "evil.test:8000"),
              AllOf(StartsWith("HTTP/1.1 421 Misdirected Request\r\n"),
                    EndsWith("\r\n\r\n{\"error\":{\"code\":\"foreign_host\",\"message\":\"" + why +
                             "\",\"hint\":\"add the name to [dashboard] hosts\"}}\n")));
  EXPECT_THAT(get("/", "lb1:8000"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(WebTest, AnUnknownPathIsNotQuoted) {
  EXPECT_THAT(get("/<b>"), AllOf(StartsWith("HTTP/1.1 404 "), EndsWith("not found\n")));
  EXPECT_THAT(get("/api/<b>"),
              EndsWith("{\"error\":{\"code\":\"not_found\",\"message\":\"not found\",\"hint\":"
                       "\"see openapi.json for all paths\"}}\n"));
}

TEST_F(WebTest, OtherMethodsAreRefused) {
  const auto post = [this](const std::string& host) {
    return server_.exchange("POST /api/stats HTTP/1.1\r\nHost: " + host +
                            "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  };
  EXPECT_THAT(post("localhost"),
              AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("\r\nAllow: GET, HEAD\r\n"),
                    HasSubstr("\r\nContent-Security-Policy: default-src 'none';"),
                    EndsWith("\r\n\r\n{\"error\":{\"code\":\"not_allowed\",\"message\":\"allowed "
                             "here: GET, HEAD\",\"hint\":null}}\n")));
  EXPECT_THAT(post("evil.test"), StartsWith("HTTP/1.1 403 "));
}

}  // namespace
}  // namespace rrlb
