#include "daemon/http/h1/request_reader.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace rrlb {
namespace {

// Feeds the bytes in pieces of `step`, and returns what was read, an entry for each request: "GET
// /a ka" (answered, connection kept), "POST /b close", "400" (refused).
std::string read(std::string_view bytes, std::size_t step, const ProxyConfig& limits = {}) {
  RequestReader reader{limits.max_header_bytes};
  std::string log;
  bool answered = false;
  const auto note = [&log](const std::string& word) { log += (log.empty() ? "" : ", ") + word; };
  const auto answer = [&] {
    if (answered) return;
    answered = true;
    const RequestHead& head = reader.head();
    note(std::string{head.method} + " " +
         std::string{head.target == "*" ? head.target : head.path_and_query} +
         (head.keep_alive ? " ka" : " close"));
  };
  for (std::size_t at = 0; at < bytes.size();) {
    char* space = reader.space();
    const std::size_t size = std::min({step, bytes.size() - at, reader.space_size()});
    std::memcpy(space, bytes.data() + at, size);
    reader.received(size);
    at += size;
    for (bool more = true; more;) {
      switch (reader.advance(limits)) {
        case RequestReader::Progress::needs_more:
          more = false;
          break;
        case RequestReader::Progress::head:
          answer();
          break;
        case RequestReader::Progress::message:
          answer();
          reader.next();
          answered = false;
          more = reader.has_bytes();
          break;
        case RequestReader::Progress::refused:
          note(answered ? "cut" : std::to_string(reader.refusal()));
          return log;
      }
    }
  }
  return log.empty() ? "nothing" : log;
}

struct Case {
  std::string_view bytes;
  std::string expected;
};

// Expects the same result for the whole input and for each way of cutting it into equal pieces.
void expect_read(const Case& one, const ProxyConfig& limits = {}) {
  for (std::size_t step = one.bytes.size(); step >= 1; --step) {
    ASSERT_EQ(read(one.bytes, step, limits), one.expected) << "in pieces of " << step << ":\n"
                                                           << one.bytes;
  }
}

using namespace std::string_view_literals;

TEST(RequestReader, ReadsRequestsHoweverTheyAreCut) {
  const std::vector<Case> cases{
      {"GET /x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x?y=1 ka"},
      {"GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n",
       "GET /1 ka, GET /2 ka"},
      {"\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x ka"},
      {"HEAD /x HTTP/1.1\r\nhOsT: a\r\n\r\n", "HEAD /x ka"},
      {"GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /x close"},
      {"GET /x HTTP/1.1\r\nHost: a\r\nConnection: te, close\r\n\r\n", "GET /x close"},
      {"GET /x HTTP/1.1\r\nHost: a\r\nConnection:\tclose\t\r\n\r\n", "GET /x close"},
      {"GET /x HTTP/1.0\r\nConnection: close, keep-alive\r\n\r\n", "GET /x close"},
      {"GET /x HTTP/1.0\r\n\r\n", "GET /x close"},
      {"GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET /x ka"},
      {"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: "
       "a\r\n\r\n",
       "POST /p ka, GET /2 ka"},
      {"POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
       "5;a=b\r\nhello\r\n0\r\nTrailer: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
       "POST /p ka, GET /2 ka"},
      {"POST /p HTTP/1.1\r\nHost: a \r\nTransfer-Encoding:  chunked\r\n\r\n0\r\n\r\n",
       "POST /p ka"},
      {"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "POST /p ka"},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * ka"},
      {"GET http://b:80/c?d HTTP/1.1\r\nHost: a\r\n\r\n", "GET /c?d ka"},
      {"GET HTTP://b HTTP/1.1\r\nHost: a\r\n\r\n", "GET  ka"},
      {"GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "GET / ka"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: \t v \t\r\n\r\n", "GET / ka"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: caf\xc3\xa9\r\n\r\n", "GET / ka"},
      {"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
       "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
       "GET / ka, GET /2 ka"},
  };
  for (const Case& one : cases) expect_read(one);
}

TEST(RequestReader, RefusesWhatRfc9112Forbids) {
  const std::vector<std::string_view> heads{
      // bare CR, bare LF, folding, spaces
      "GET /x HTTP/1.1\nHost: a\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\n\n"sv,
      "\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\n Host: a\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost : a\r\n\r\n"sv,
      "GET  /x HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET /x  HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET /x HTTP/1.1 \r\nHost: a\r\n\r\n"sv,
      " GET /x HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET\t/x HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      // names and values
      "GET /x HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nX@: b\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nX: b\x01\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nX: b\x7f\r\n\r\n"sv,
      // Host
      "GET /x HTTP/1.1\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost:\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a/b\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: u@a\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a b\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a:99x\r\n\r\n"sv,
      "GET /x HTTP/1.1\r\nHost: a\"\r\n\r\n"sv,
      // framing
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5a\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1_0\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5.0\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0b"
      "chunked\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"sv,
      "POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"sv,
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\t\r\n\r\n"sv,
      // targets
      "GET * HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET x HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET /a\x01 HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET ftp://b/ HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET http://u@b/ HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      "GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n"sv,
      // not HTTP
      "GET /x http/1.1\r\nHost: a\r\n\r\n"sv,
      "GET /x HTTPX/1.1\r\nHost: a\r\n\r\n"sv,
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv,
      "G@T /x HTTP/1.1\r\nHost: a\r\n\r\n"sv,
  };
  for (const std::string_view head : heads) expect_read({head, "400"});
}

TEST(RequestReader, RefusesMalformedChunksAfterTheAnswer) {
  for (const std::string_view body :
       {"+5\r\nhello\r\n0\r\n\r\n"sv, "-5\r\nhello\r\n0\r\n\r\n"sv, "0x5\r\nhello\r\n0\r\n\r\n"sv,
        "5zz\r\nhello\r\n0\r\n\r\n"sv, " 5\r\nhello\r\n0\r\n\r\n"sv, "\r\nhello\r\n0\r\n\r\n"sv,
        "FFFFFFFFFFFFFFFF0\r\nhello\r\n0\r\n\r\n"sv, "5\nhello\r\n0\r\n\r\n"sv,
        "5\r\nhelloX\r\n0\r\n\r\n"sv, "5;a\n\r\nhello\r\n0\r\n\r\n"sv}) {
    const std::string bytes =
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string{body};
    expect_read({bytes, "POST /p ka, cut"});
  }
}

TEST(RequestReader, TheLinesAtTheEndOfABodyMustEndInCrlf) {
  for (const std::string_view body : {"0\r\n\n"sv, "0\r\nA: b\r\n\n"sv}) {
    const std::string bytes =
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string{body};
    expect_read({bytes, "POST /p ka, cut"});
  }
}

TEST(RequestReader, AnEmptyLineDoesNotBeginARequest) {
  RequestReader reader{1024};
  const std::string_view bytes = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab\r\n";
  std::memcpy(reader.space(), bytes.data(), bytes.size());
  reader.received(bytes.size());
  ASSERT_EQ(reader.advance({}), RequestReader::Progress::head);
  ASSERT_EQ(reader.advance({}), RequestReader::Progress::message);
  reader.next();
  EXPECT_EQ(reader.advance({}), RequestReader::Progress::needs_more);
  EXPECT_FALSE(reader.has_bytes());
}

TEST(RequestReader, RefusesRtspAndIcecast) {
  expect_read({"GET / RTSP/1.0\r\nHost: a\r\n\r\n", "505"});
  expect_read({"OPTIONS / RTSP/1.0\r\nHost: a\r\n\r\n", "505"});
  expect_read({"SOURCE / HTTP/1.1\r\nHost: a\r\n\r\n", "501"});
}

TEST(RequestReader, RefusesOtherVersionsWith505) {
  for (const std::string_view head :
       {"GET /x HTTP/2.0\r\nHost: a\r\n\r\n"sv, "GET /x HTTP/1.9\r\nHost: a\r\n\r\n"sv,
        "GET /x HTTP/3.1\r\nHost: a\r\n\r\n"sv, "GET /x\r\n\r\n"sv}) {
    expect_read({head, "505"});
  }
}

TEST(RequestReader, AnotherVersionIsRefusedHoweverItIsCut) {
  expect_read({"GET /x HTTP/0.1GET /x HTTP/1.1\r\nHost: a\r\n\r\n", "505"});
  expect_read({"GET /x HTTP/1.1GET /x HTTP/1.1\r\nHost: a\r\n\r\n", "400"});
}

TEST(RequestReader, RefusesConnectAndUnknownMethodsWith501) {
  expect_read({"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "501"});
  expect_read({"FOO /x HTTP/1.1\r\nHost: a\r\n\r\n", "501"});
  expect_read({"get /x HTTP/1.1\r\nHost: a\r\n\r\n", "501"});
}

TEST(RequestReader, RefusesARequestLineThatIsTooLongWith414) {
  ProxyConfig limits;
  limits.max_request_line_bytes = 128;
  const std::string target =
      "/" + std::string(128 - 14 - 1, 'a');  // with "GET " and " HTTP/1.1": 127
  expect_read({"GET " + target + "a HTTP/1.1\r\nHost: a\r\n\r\n", "GET " + target + "a ka"},
              limits);
  expect_read({"GET " + target + "aa HTTP/1.1\r\nHost: a\r\n\r\n", "414"}, limits);
}

TEST(RequestReader, ATargetWithoutEndIs414BeforeItFillsTheBuffer) {
  const std::string endless = "GET /" + std::string(9000, 'a');
  EXPECT_EQ(read(endless, endless.size()), "414");
  EXPECT_EQ(read(endless, 100), "414");
}

TEST(RequestReader, ALongTargetIs414HoweverItIsCut) {
  ProxyConfig limits;
  limits.max_request_line_bytes = 40;
  const std::string target = "GET /" + std::string(40, 'a');
  expect_read({target + " HTTP/1.1\r\nHos", "414"}, limits);
  expect_read({target + "\r\nHos", "414"}, limits);
  expect_read({target.substr(0, 40) + "\r\nHos", "nothing"}, limits);
}

TEST(RequestReader, EmptyLinesBeforeARequestAreNotCounted) {
  ProxyConfig limits;
  limits.max_request_line_bytes = 15;
  limits.max_header_bytes = 28;
  expect_read({"\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x ka"}, limits);
  expect_read({"\r\nGET /12345678901\r\n", "414"}, limits);
  expect_read({"\r\nGET /1234567890\r\n", "nothing"}, limits);
}

TEST(RequestReader, RefusesAHeadThatIsTooLargeWith431) {
  ProxyConfig limits;
  limits.max_header_bytes = 300;
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  const std::string exact = head + std::string(299 - head.size() - 4, 'a') + "\r\n\r\n";
  expect_read({exact, "GET / ka"}, limits);
  const std::string over = head + std::string(301 - head.size() - 4, 'a') + "\r\n\r\n";
  expect_read({over, "431"}, limits);
}

TEST(RequestReader, RefusesTooManyFieldsWith431) {
  ProxyConfig limits;
  limits.max_headers = 3;
  expect_read({"GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\n\r\n", "GET / ka"}, limits);
  expect_read({"GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", "431"}, limits);
}

TEST(RequestReader, ABodyThatIsAnnouncedTooLargeIsCutAfterTheAnswer) {
  ProxyConfig limits;
  limits.max_body_bytes = 4;
  RequestReader reader{limits.max_header_bytes};
  const std::string_view bytes = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
  std::memcpy(reader.space(), bytes.data(), bytes.size());
  reader.received(bytes.size());
  EXPECT_EQ(reader.advance(limits), RequestReader::Progress::head);
  EXPECT_EQ(reader.refusal(), 413);  // in time for the response to say "close"
  EXPECT_EQ(reader.advance(limits), RequestReader::Progress::refused);
}

TEST(RequestReader, AChunkedBodyIsCutWhenItHasBecomeTooLarge) {
  ProxyConfig limits;
  limits.max_body_bytes = 64;
  std::string bytes = "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 65; ++i) bytes += "1\r\nx\r\n";
  expect_read({bytes, "POST /p ka, cut"}, limits);
}

TEST(RequestReader, AChunkedBodyIsTooLargeHoweverItIsCut) {
  const std::string bytes =
      "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\n\r\n";
  ProxyConfig limits;
  limits.max_body_bytes = 5;  // content; the framing has its own bounds
  expect_read({bytes, "POST /p ka"}, limits);
  limits.max_body_bytes = 4;
  expect_read({bytes, "POST /p ka, cut"}, limits);
}

TEST(RequestReader, ALongBodyIsReadThroughASmallBuffer) {
  const std::string bytes = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" +
                            std::string(100'000, 'x') + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
  EXPECT_EQ(read(bytes, 7000), "POST /p ka, GET /2 ka");
}

TEST(RequestReader, ManyPipelinedRequestsGoThroughASmallBuffer) {
  std::string bytes;
  std::string expected;
  for (int i = 0; i < 2000; ++i) {
    bytes += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    expected += (i == 0 ? "GET /" : ", GET /") + std::to_string(i) + " ka";
  }
  EXPECT_EQ(read(bytes, 1000), expected);
  EXPECT_EQ(read(bytes, 100'000), expected);
}

TEST(RequestReader, FieldsAreFoundByName) {
  RequestReader reader{1024};
  const std::string_view bytes =
      "GET / HTTP/1.1\r\nHost: a\r\nOrigin: http://x\r\nEmpty:\r\nX:  y  \r\n\r\n";
  std::memcpy(reader.space(), bytes.data(), bytes.size());
  reader.received(bytes.size());
  ASSERT_EQ(reader.advance({}), RequestReader::Progress::message);
  ASSERT_EQ(reader.head().fields.size(), 4U);
  EXPECT_EQ(reader.head().fields[0].name, "Host");
  EXPECT_EQ(reader.value_of("origin"), "http://x");
  EXPECT_EQ(reader.value_of("empty"), "");
  EXPECT_EQ(reader.value_of("x"), "y");
  EXPECT_EQ(reader.value_of("accept"), std::nullopt);
}

TEST(RequestReader, IsAsNewAfterClear) {
  RequestReader reader{1024};
  const std::string_view half = "GET /half HTTP/1.1\r\nHost: a\r\nTransfer-Enc";
  std::memcpy(reader.space(), half.data(), half.size());
  reader.received(half.size());
  ASSERT_EQ(reader.advance({}), RequestReader::Progress::needs_more);
  reader.clear();
  EXPECT_FALSE(reader.has_bytes());
  const std::string_view whole = "GET /new HTTP/1.1\r\nHost: a\r\n\r\n";
  std::memcpy(reader.space(), whole.data(), whole.size());
  reader.received(whole.size());
  ASSERT_EQ(reader.advance({}), RequestReader::Progress::message);
  EXPECT_EQ(reader.head().path_and_query, "/new");
  EXPECT_EQ(reader.head().fields.size(), 1U);
}

}  // namespace
}  // namespace rrlb
