#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "daemon/http/h1/write_request.h"
#include "daemon/http/h1/write_response.h"

namespace rrlb {
namespace {

using namespace std::string_view_literals;
using Fields = std::vector<Field>;

// GET http://shop.example/a?b from 192.0.2.7 to web1:8080, modified by `change`.
struct Request {
  ForwardedRequest request{.method = "GET",
                           .path_prefix = "",
                           .path_and_query = "/a?b",
                           .host = "shop.example",
                           .backend_authority = "web1:8080"};
  ClientFacts client{.ip = "192.0.2.7"};
  ForwardingStyle style;
  Fields fields;

  std::string head() {
    std::string out;
    request.fields = fields;
    append_request(out, request, client, style);
    return out;
  }
};

// What the balancer tells the backend about that client.
const std::string kFacts =
    "X-Forwarded-For: 192.0.2.7\r\n"
    "X-Forwarded-Proto: http\r\n"
    "X-Forwarded-Host: shop.example\r\n"
    "Forwarded: for=192.0.2.7;host=shop.example;proto=http\r\n";
const std::string kStart = "GET /a?b HTTP/1.1\r\nHost: shop.example\r\n";

std::string request_with(Fields fields) {
  Request made;
  made.fields = std::move(fields);
  return made.head();
}
std::string trusted_request_with(Fields fields) {
  Request made;
  made.client.trusted = true;
  made.fields = std::move(fields);
  return made.head();
}

std::string response_with(Fields fields) {
  std::string out;
  append_response(
      out,
      {.status = 200, .reason = "OK", .fields = fields, .body = BodyKind::counted, .length = 5});
  return out;
}
std::string response_of(const std::string& fields) {
  return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 5\r\n\r\n";
}

TEST(ForwardedRequest, TellsWhoTheClientIs) {
  EXPECT_EQ(request_with({}), kStart + kFacts + "\r\n");
}

TEST(ForwardedRequest, KeepsFieldsInTheirOrderAsTheyCame) {
  EXPECT_EQ(request_with({{"user-agent", "a/1 (b; c)"},
                          {"Accept", "*/*"},
                          {"COOKIE", "a=1; b=2"},
                          {"Cookie", "c=3"},
                          {"X-Empty", ""},
                          {"X-Tab", "a\tb"},
                          {"X-Bytes", "\xff\x80"},
                          {"Authorization", "Basic eA=="},
                          {"Date", "Mon, 23 Nov 2026 01:14:05 GMT"},
                          {"Trailer", "Digest"},
                          {"Via", "1.1 before"}}),
            kStart +
                "user-agent: a/1 (b; c)\r\n"
                "Accept: */*\r\n"
                "COOKIE: a=1; b=2\r\n"
                "Cookie: c=3\r\n"
                "X-Empty: \r\n"
                "X-Tab: a\tb\r\n"
                "X-Bytes: \xff\x80\r\n"
                "Authorization: Basic eA==\r\n"
                "Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n"
                "Trailer: Digest\r\n"
                "Via: 1.1 before\r\n" +
                kFacts + "\r\n");
}

TEST(ForwardedRequest, IsAppended) {
  std::string out = "before";
  append_request(out, Request{}.request, Request{}.client, {});
  EXPECT_EQ(out, "before" + kStart + kFacts + "\r\n");
}

TEST(ForwardedRequest, PutsTheBackendsPathBeforeTheTarget) {
  struct Row {
    std::string_view prefix;
    std::string_view target;
    std::string line;
  };
  for (const Row& row :
       {Row{"", "/a?b", "GET /a?b HTTP/1.1\r\n"}, Row{"/app", "/a?b", "GET /app/a?b HTTP/1.1\r\n"},
        Row{"", "", "GET / HTTP/1.1\r\n"}, Row{"/app", "", "GET /app/ HTTP/1.1\r\n"},
        Row{"/app", "?q", "GET /app/?q HTTP/1.1\r\n"}, Row{"", "?q", "GET /?q HTTP/1.1\r\n"},
        Row{"/app", "/", "GET /app/ HTTP/1.1\r\n"},
        Row{"", "//a/../%2e%2e/;x\\y", "GET //a/../%2e%2e/;x\\y HTTP/1.1\r\n"},
        Row{"", "/a%0d%0aX:1", "GET /a%0d%0aX:1 HTTP/1.1\r\n"}}) {
    Request made;
    made.request.path_prefix = row.prefix;
    made.request.path_and_query = row.target;
    EXPECT_TRUE(made.head().starts_with(row.line + "Host: ")) << made.head();
  }
}

TEST(ForwardedRequest, KeepsTheAsteriskOfOptions) {
  Request made;
  made.request.method = "OPTIONS";
  made.request.path_prefix = "/app";
  made.request.path_and_query = "*";
  EXPECT_TRUE(made.head().starts_with("OPTIONS * HTTP/1.1\r\n"));
}

TEST(ForwardedRequest, HostIsWrittenFromWhatWasParsed) {
  EXPECT_EQ(request_with({{"Host", "other.example"}, {"HOST", "third"}}), kStart + kFacts + "\r\n");
}

TEST(ForwardedRequest, SendsTheBackendsOwnHostIfConfigured) {
  Request made;
  made.style.host = HostRule::backend;
  EXPECT_EQ(made.head(), "GET /a?b HTTP/1.1\r\nHost: web1:8080\r\n" + kFacts + "\r\n");
}

TEST(ForwardedRequest, OfHttp10WithoutHostGetsTheBackends) {
  Request made;
  made.request.host = "";
  made.request.http_1_0 = true;
  made.style.via = true;
  EXPECT_EQ(made.head(),
            "GET /a?b HTTP/1.1\r\n"
            "Host: web1:8080\r\n"
            "Via: 1.0 rrlb\r\n"
            "X-Forwarded-For: 192.0.2.7\r\n"
            "X-Forwarded-Proto: http\r\n"
            "Forwarded: for=192.0.2.7;proto=http\r\n\r\n");
}

TEST(ForwardedRequest, NamesTheBalancerInViaIfConfigured) {
  Request made;
  made.style.via = true;
  made.fields = {{"Via", "1.0 a, 1.1 b"}, {"Accept", "*/*"}};
  EXPECT_EQ(made.head(),
            kStart + "Via: 1.0 a, 1.1 b\r\nAccept: */*\r\nVia: 1.1 rrlb\r\n" + kFacts + "\r\n");
}

TEST(ForwardedRequest, IsFramedFromWhatWasParsed) {
  struct Row {
    BodyKind body;
    std::uint64_t length;
    bool given;
    std::string framing;
  };
  for (const Row& row :
       {Row{BodyKind::none, 0, false, ""}, Row{BodyKind::none, 0, true, "Content-Length: 0\r\n"},
        Row{BodyKind::counted, 0, true, "Content-Length: 0\r\n"},
        Row{BodyKind::counted, 5, true, "Content-Length: 5\r\n"},
        Row{BodyKind::counted, 9'223'372'036'854'775'807U, true,
            "Content-Length: 9223372036854775807\r\n"},
        Row{BodyKind::chunked, 0, false, "Transfer-Encoding: chunked\r\n"}}) {
    Request made;
    made.fields = {{"Content-Length", "6"},     {"content-length", "7"},
                   {"Content_Length", "8"},     {"Transfer-Encoding", "gzip, chunked"},
                   {"transfer-encoding", "xy"}, {"Transfer_Encoding", "chunked"}};
    made.request.body = row.body;
    made.request.length = row.length;
    made.request.length_given = row.given;
    EXPECT_EQ(made.head(), kStart + kFacts + row.framing + "\r\n");
  }
}

TEST(ForwardedRequest, PassesOnExpect100Continue) {
  Request made;
  made.fields = {{"Expect", "100-Continue"}};
  EXPECT_EQ(made.head(), kStart + kFacts + "\r\n");
  made.request.expects_continue = true;
  made.request.body = BodyKind::chunked;
  EXPECT_EQ(made.head(),
            kStart + kFacts + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
}

// Fields of one connection (RFC 9110 7.6.1).

const Fields kOfConnection{{"Connection", "keep-alive"},
                           {"connection", "close"},
                           {"Keep-Alive", "timeout=5"},
                           {"Proxy-Connection", "keep-alive"},
                           {"Proxy-Authorization", "Basic eA=="},
                           {"Proxy-Authenticate", "Basic"},
                           {"TE", "trailers, deflate"},
                           {"Transfer-Encoding", "chunked"},
                           {"Upgrade", "h2c"},
                           {"UPGRADE", "websocket"},
                           {"HTTP2-Settings", "AAMAAABkAAQAAP__"},
                           {"Close", "x"},
                           {"Keep_Alive", "timeout=5"},
                           {"", "without a name"}};

TEST(Forwarding, RemovesFieldsOfOneConnectionBothWays) {
  EXPECT_EQ(request_with(kOfConnection), kStart + kFacts + "\r\n");
  EXPECT_EQ(response_with(kOfConnection), response_of(""));
}

TEST(Forwarding, RemovesFieldsThatConnectionNamesBothWays) {
  const std::vector<Fields> all{
      {{"Connection", "X-Secret"}, {"X-Secret", "1"}},
      {{"X-Secret", "1"}, {"Connection", "x-secret"}},
      {{"x-secret", "1"}, {"CONNECTION", "close, X-SECRET"}},
      {{"X-Secret", "1"}, {"Connection", "X-Secret"}, {"x-seCret", "2"}},
      {{"X-Secret", "1"}, {"Connection", "close"}, {"Connection", "\t X-Secret\t "}},
      {{"X-Secret", "1"}, {"Connection", ",,X-Secret,"}},
      {{"X_Secret", "1"}, {"Connection", "X-Secret"}},
      {{"X-Secret", "1"}, {"X-Other", "2"}, {"Connection", "X-Other, a, b, X-Secret, c"}},
      {{"Cookie", "a=1"}, {"Connection", "Cookie"}},
  };
  for (const Fields& fields : all) {
    EXPECT_EQ(request_with(fields), kStart + kFacts + "\r\n");
    EXPECT_EQ(response_with(fields), response_of(""));
  }
}

TEST(Forwarding, KeepsWhatConnectionDoesNotName) {
  const Fields fields{
      {"Connection", "X-Secret-2, -Secret, X-, \"X-Secret\", X-Secret;q=1, X Secret"},
      {"X-Secret", "1"}};
  EXPECT_EQ(request_with(fields), kStart + "X-Secret: 1\r\n" + kFacts + "\r\n");
  EXPECT_EQ(response_with(fields), response_of("X-Secret: 1\r\n"));
}

TEST(Forwarding, ConnectionCannotRemoveWhatOthersRelyOn) {
  for (const std::string_view name : {"Authorization"sv, "Date"sv, "Via"sv, "Cache-Control"sv,
                                      "Content-Type"sv, "Content-Encoding"sv, "Trailer"sv}) {
    const Fields fields{{"Connection", name}, {name, "1"}};
    const std::string line = std::string{name} + ": 1\r\n";
    EXPECT_EQ(request_with(fields), kStart + line + kFacts + "\r\n");
    EXPECT_EQ(response_with(fields), response_of(line));
  }
}

TEST(ForwardedRequest, ConnectionCannotRemoveWhatTheBalancerWrites) {
  Request made;
  made.request.body = BodyKind::counted;
  made.request.length = 5;
  made.client.trusted = true;
  made.style.via = true;
  made.fields = {{"Connection",
                  "Host, Content-Length, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host, "
                  "X-Forwarded-Port, Forwarded, Via, Expect"},
                 {"Content-Length", "5"},
                 {"X-Forwarded-For", "203.0.113.9"},
                 {"X-Forwarded-Proto", "https"},
                 {"X-Forwarded-Host", "real.example"},
                 {"X-Forwarded-Port", "443"},
                 {"Forwarded", "for=203.0.113.9"}};
  EXPECT_EQ(made.head(),
            kStart +
                "X-Forwarded-Proto: https\r\n"
                "X-Forwarded-Host: real.example\r\n"
                "X-Forwarded-Port: 443\r\n"
                "Via: 1.1 rrlb\r\n"
                "X-Forwarded-For: 203.0.113.9, 192.0.2.7\r\n"
                "Forwarded: for=203.0.113.9, for=192.0.2.7;host=shop.example;proto=http\r\n"
                "Content-Length: 5\r\n\r\n");
}

TEST(ForwardedRequest, ManyNamesInConnectionCostLittle) {
  std::string names;
  while (names.size() < 1'000'000) names += "a,bb,ccc,";
  Fields fields{{"Connection", names}};
  for (int i = 0; i < 10'000; ++i) fields.push_back({"dddd", ""});
  EXPECT_GT(request_with(fields).size(), 80'000U);
}

// Upgrades.

TEST(ForwardedRequest, UpgradesToWebSocketAlone) {
  Request made;
  made.fields = {{"Connection", "keep-alive, Upgrade, HTTP2-Settings"},
                 {"Upgrade", "h2c, websocket"},
                 {"HTTP2-Settings", "AAMAAABkAAQAAP__"},
                 {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                 {"Sec-WebSocket-Version", "13"}};
  const std::string socket =
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
  EXPECT_EQ(made.head(), kStart + socket + kFacts + "\r\n");
  made.request.upgrade_to_websocket = true;
  EXPECT_EQ(made.head(),
            kStart + socket + kFacts + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
}

// Who the client is.

const Fields kClaims{{"X-Forwarded-For", "6.6.6.6"},
                     {"x-forwarded-for", "7.7.7.7, 8.8.8.8"},
                     {"X-Forwarded-Proto", "https"},
                     {"X-Forwarded-Host", "evil.example"},
                     {"X-Forwarded-Port", "443"},
                     {"X-Forwarded-Server", "s"},
                     {"X-Forwarded-Prefix", "/p"},
                     {"X-Forwarded-Anything", "a"},
                     {"X-Forwarded", "for=6.6.6.6"},
                     {"X-Real-IP", "6.6.6.6"},
                     {"Forwarded", "for=6.6.6.6;proto=https"},
                     {"FORWARDED", "for=7.7.7.7"}};
const Fields kMisspeltClaims{{"X_Forwarded_For", "6.6.6.6"},
                             {"X-Forwarded_For", "6.6.6.6"},
                             {"x_forwarded-for", "6.6.6.6"},
                             {"X_FORWARDED_PROTO", "https"},
                             {"X_Forwarded_Host", "evil.example"},
                             {"X_Forwarded_Port", "443"},
                             {"X_Real_IP", "6.6.6.6"},
                             {"X-Real_IP", "6.6.6.6"}};

TEST(ForwardedRequest, IgnoresClaimsOfAnUntrustedPeer) {
  EXPECT_EQ(request_with(kClaims), kStart + kFacts + "\r\n");
  EXPECT_EQ(request_with(kMisspeltClaims), kStart + kFacts + "\r\n");
}

TEST(ForwardedRequest, KeepsClaimsOfATrustedProxy) {
  EXPECT_EQ(trusted_request_with(kClaims),
            kStart +
                "X-Forwarded-Proto: https\r\n"
                "X-Forwarded-Host: evil.example\r\n"
                "X-Forwarded-Port: 443\r\n"
                "X-Forwarded-Server: s\r\n"
                "X-Forwarded-Prefix: /p\r\n"
                "X-Forwarded-Anything: a\r\n"
                "X-Forwarded: for=6.6.6.6\r\n"
                "X-Real-IP: 6.6.6.6\r\n"
                "X-Forwarded-For: 6.6.6.6, 7.7.7.7, 8.8.8.8, 192.0.2.7\r\n"
                "Forwarded: for=6.6.6.6;proto=https, for=7.7.7.7, "
                "for=192.0.2.7;host=shop.example;proto=http\r\n\r\n");
}

TEST(ForwardedRequest, IgnoresMisspeltClaimsEvenOfATrustedProxy) {
  EXPECT_EQ(trusted_request_with(kMisspeltClaims), kStart + kFacts + "\r\n");
}

TEST(ForwardedRequest, AddsWhatATrustedProxyDidNotSend) {
  EXPECT_EQ(trusted_request_with({}), kStart + kFacts + "\r\n");
  EXPECT_EQ(trusted_request_with({{"X-Forwarded-For", ""},
                                  {"X-Forwarded-Proto", ""},
                                  {"X-Forwarded-Host", ""},
                                  {"Forwarded", ""}}),
            kStart + kFacts + "\r\n");
}

TEST(ForwardedRequest, KeepsSimilarNames) {
  EXPECT_EQ(request_with({{"X-ForwardedFor", "1"},
                          {"X-Real-IPs", "2"},
                          {"Forwarded-For", "3"},
                          {"Hosts", "4"},
                          {"T", "5"},
                          {"Proxy-Status", "6"},
                          {"X", "7"}}),
            kStart +
                "X-ForwardedFor: 1\r\nX-Real-IPs: 2\r\nForwarded-For: 3\r\nHosts: 4\r\nT: 5\r\n"
                "Proxy-Status: 6\r\nX: 7\r\n" +
                kFacts + "\r\n");
}

TEST(ForwardedRequest, RemovesTheProxyField) {
  EXPECT_EQ(request_with({{"Proxy", "http://evil.example"}}), kStart + kFacts + "\r\n");
}

TEST(ForwardedRequest, WritesAddressesAndHostsAsRfc7239Requires) {
  struct Row {
    std::string_view ip;
    std::string_view host;
    std::string forwarded;
  };
  for (const Row& row :
       {Row{"10.0.0.1", "a", "Forwarded: for=10.0.0.1;host=a;proto=http\r\n"},
        Row{"10.0.0.1", "a:80", "Forwarded: for=10.0.0.1;host=\"a:80\";proto=http\r\n"},
        Row{"fd00::1", "[::1]", "Forwarded: for=\"[fd00::1]\";host=\"[::1]\";proto=http\r\n"},
        Row{"fd00::1", "a=b", "Forwarded: for=\"[fd00::1]\";host=\"a=b\";proto=http\r\n"},
        Row{"10.0.0.1", "a\"\\b", "Forwarded: for=10.0.0.1;host=\"a\\\"\\\\b\";proto=http\r\n"}}) {
    Request made;
    made.client.ip = row.ip;
    made.request.host = row.host;
    const std::string head = made.head();
    EXPECT_NE(head.find("\r\n" + row.forwarded), std::string::npos) << head;
    EXPECT_NE(head.find("\r\nX-Forwarded-For: " + std::string{row.ip} + "\r\n"), std::string::npos)
        << head;
  }
}

TEST(ForwardedRequest, SendsTheScheme) {
  Request made;
  made.client.scheme = "https";
  const std::string head = made.head();
  EXPECT_NE(head.find("\r\nX-Forwarded-Proto: https\r\n"), std::string::npos);
  EXPECT_NE(head.find(";proto=https\r\n"), std::string::npos);
}

// Injection.

TEST(Forwarding, NoValueBecomesALine) {
  for (const std::string_view bad : {"1\r\nInjected: 1"sv, "1\rInjected: 1"sv, "1\nInjected: 1"sv,
                                     "1\0"sv, "\r\n"sv, "1\r\n folded"sv}) {
    const Fields fields{{"A", "1"}, {"B", bad}, {bad, "2"}, {"C", "3"}};
    EXPECT_EQ(request_with(fields), kStart + "A: 1\r\nC: 3\r\n" + kFacts + "\r\n");
    EXPECT_EQ(response_with(fields), response_of("A: 1\r\nC: 3\r\n"));
    EXPECT_EQ(trusted_request_with({{"X-Forwarded-For", bad},
                                    {"X-Forwarded-Proto", bad},
                                    {"X-Forwarded-Host", bad},
                                    {"X-Forwarded-Port", bad},
                                    {"Forwarded", bad}}),
              kStart + kFacts + "\r\n");
  }
}

TEST(ForwardedRequest, NoHostOrTargetBecomesALine) {
  Request made;
  made.request.host = "a\r\nInjected: 1";
  EXPECT_EQ(made.head().find("Injected"), std::string::npos);
  Request other;
  other.request.path_and_query = "/a HTTP/1.1\r\nInjected: 1\r\nX: ";
  EXPECT_EQ(other.head().find("Injected"), std::string::npos);
}

// Responses.

TEST(ForwardedResponse, KeepsFieldsInTheirOrderAsTheyCame) {
  EXPECT_EQ(response_with({{"Date", "Mon, 23 Nov 2026 01:14:05 GMT"},
                           {"server", "b/1"},
                           {"Set-Cookie", "a=1; Path=/"},
                           {"Set-Cookie", "b=2"},
                           {"Trailer", "Digest"},
                           {"X-Forwarded-For", "as it is"},
                           {"Host", "as it is"},
                           {"X_Forwarded_For", "as it is"},
                           {"Via", "1.1 x"}}),
            response_of("Date: Mon, 23 Nov 2026 01:14:05 GMT\r\n"
                        "server: b/1\r\n"
                        "Set-Cookie: a=1; Path=/\r\n"
                        "Set-Cookie: b=2\r\n"
                        "Trailer: Digest\r\n"
                        "X-Forwarded-For: as it is\r\n"
                        "Host: as it is\r\n"
                        "X_Forwarded_For: as it is\r\n"
                        "Via: 1.1 x\r\n"));
}

// The expected head for one difference from a 200 with 5 bytes and no fields.
struct ResponseRow {
  std::function<void(ForwardedResponse&)> change;
  std::string head;
};

void expect_heads(const std::vector<ResponseRow>& rows) {
  for (const ResponseRow& row : rows) {
    ForwardedResponse response{.reason = "OK", .body = BodyKind::counted, .length = 5};
    row.change(response);
    std::string out;
    append_response(out, response);
    EXPECT_EQ(out, row.head + "\r\n");
  }
}

TEST(ForwardedResponse, IsFramedAsGivenUnlessItsStatusForbidsIt) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string empty = "HTTP/1.1 204 \r\n";
  const std::string unchanged = "HTTP/1.1 304 \r\n";
  const auto no_body = [](int status, bool given) {
    return [=](ForwardedResponse& r) {
      r.status = status;
      if (status != 200) r.reason = "";
      r.body = BodyKind::none;
      r.length_given = given;
    };
  };
  expect_heads({
      {[](auto&) {}, ok + "Content-Length: 5\r\n"},
      {[](auto& r) { r.length = 0; }, ok + "Content-Length: 0\r\n"},
      {[](auto& r) { r.body = BodyKind::chunked; }, ok + "Transfer-Encoding: chunked\r\n"},
      {[](auto& r) {
         r.body = BodyKind::until_close;
         r.keep_alive = false;
       },
       ok + "Connection: close\r\n"},
      {no_body(200, false), ok},
      {no_body(200, true), ok + "Content-Length: 5\r\n"},
      {no_body(304, true), unchanged + "Content-Length: 5\r\n"},
      {no_body(304, false), unchanged},
      {no_body(204, true), empty},
      {no_body(204, false), empty},
  });
}

TEST(ForwardedResponse, SaysWhetherTheConnectionStays) {
  const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n";
  expect_heads({
      {[](auto& r) { r.keep_alive = false; }, ok + "Connection: close\r\n"},
      {[](auto& r) { r.client_http_1_0 = true; }, ok + "Connection: keep-alive\r\n"},
      {[](auto& r) {
         r.client_http_1_0 = true;
         r.keep_alive = false;
       },
       ok + "Connection: close\r\n"},
  });
}

TEST(ForwardedResponse, SwitchesToWebSocketAlone) {
  const Fields fields{{"Connection", "Upgrade"},
                      {"Upgrade", "h2c"},
                      {"Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}};
  expect_heads({{[&](auto& r) {
                   r.status = 101;
                   r.reason = "Switching Protocols";
                   r.body = BodyKind::none;
                   r.upgrade_to_websocket = true;
                   r.fields = fields;
                 },
                 "HTTP/1.1 101 Switching Protocols\r\n"
                 "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                 "Connection: Upgrade\r\nUpgrade: websocket\r\n"}});
}

TEST(ForwardedResponse, AnInterimResponseHasNoConnectionLengthOrDate) {
  const Fields fields{{"Link", "</a.css>; rel=preload"}, {"Content-Length", "5"}};
  expect_heads({{[&](auto& r) {
                   r.status = 103;
                   r.reason = "Early Hints";
                   r.keep_alive = false;
                   r.length_given = true;
                   r.date = "Mon, 23 Nov 2026 01:14:05 GMT";
                   r.fields = fields;
                 },
                 "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n"}});
}

TEST(ForwardedResponse, GetsADateIfTheBackendSentNone) {
  const Fields dated{{"dAte", "yesterday"}};
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  expect_heads({{[](auto& r) { r.date = "now"; }, ok + "Date: now\r\nContent-Length: 5\r\n"},
                {[&](auto& r) {
                   r.date = "now";
                   r.fields = dated;
                 },
                 ok + "dAte: yesterday\r\nContent-Length: 5\r\n"}});
}

TEST(ForwardedResponse, NamesTheBalancerInViaIfConfigured) {
  const Fields fields{{"Via", "1.1 x"}};
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  expect_heads({{[](auto& r) { r.via = true; }, ok + "Via: 1.1 rrlb\r\nContent-Length: 5\r\n"},
                {[&](auto& r) {
                   r.via = true;
                   r.backend_http_1_0 = true;
                   r.fields = fields;
                 },
                 ok + "Via: 1.1 x\r\nVia: 1.0 rrlb\r\nContent-Length: 5\r\n"}});
}

TEST(ForwardedResponse, NoReasonBecomesALine) {
  expect_heads(
      {{[](auto& r) { r.reason = "OK\r\nInjected: 1"; }, "HTTP/1.1 200 \r\nContent-Length: 5\r\n"},
       {[](auto& r) { r.reason = "tr\xc3\xa8s bien\tici"; },
        "HTTP/1.1 200 tr\xc3\xa8s bien\tici\r\nContent-Length: 5\r\n"}});
}

}  // namespace
}  // namespace rrlb
