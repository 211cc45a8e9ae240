#include "daemon/http/h1/body_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rrlb {
namespace {

using namespace std::string_view_literals;
using State = BodyReader::State;

std::string shown(State state) {
  return state == State::more ? "more" : state == State::ended ? "ended" : "malformed";
}

// Feeds input until the reader consumes no more, and collects the data. Returns the number of bytes
// consumed.
std::size_t feed(BodyReader& reader, std::string_view in, std::string& data) {
  std::size_t taken = 0;
  while (taken < in.size() && reader.state() == State::more) {
    const BodyReader::Piece piece = reader.next(in.substr(taken));
    EXPECT_GT(piece.consumed, 0U);
    EXPECT_LE(piece.consumed, in.size() - taken);
    EXPECT_TRUE(piece.data.empty() ||
                (piece.data.data() >= in.data() + taken &&
                 piece.data.data() + piece.data.size() <= in.data() + taken + piece.consumed));
    data += piece.data;
    taken += piece.consumed;
  }
  return taken;
}

// The result as text: "ended 'hello', 3 bytes left over, trailers 'A: b\r\n'".
std::string verdict(const BodyReader& reader, const std::string& data, std::size_t left_over) {
  const std::string text = shown(reader.state()) + " '" + data + "'";
  if (reader.state() != State::ended) return text;
  return text + (left_over > 0 ? ", " + std::to_string(left_over) + " bytes left over" : "") +
         (reader.trailers().empty() ? "" : ", trailers '" + reader.trailers() + "'");
}

struct Body {
  BodyKind kind = BodyKind::chunked;
  std::uint64_t length = 0;
  BodyReader::Limits limits{};
};

std::string read(std::string_view bytes, std::size_t first, std::size_t step, const Body& body) {
  BodyReader reader{body.limits};
  reader.begin(body.kind, body.length);
  std::string data;
  std::size_t taken = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::string piece{
        bytes.substr(at, at == 0 ? first : step)};  // at a new address each time
    taken += feed(reader, piece, data);
    at += piece.size();
  }
  return verdict(reader, data, bytes.size() - taken);
}

// Expects the same result for the whole input, for each way of cutting it in two, and for pieces of
// every size.
void expect_read(std::string_view bytes, const std::string& expected, const Body& body = {}) {
  for (std::size_t cut = 1; cut <= bytes.size(); ++cut) {
    ASSERT_EQ(read(bytes, cut, bytes.size(), body), expected) << "cut at " << cut << ":\n" << bytes;
    ASSERT_EQ(read(bytes, cut, cut, body), expected) << "in pieces of " << cut << ":\n" << bytes;
  }
}

TEST(BodyReader, TakesTheFramingOffChunks) {
  expect_read("5\r\nhello\r\n0\r\n\r\n", "ended 'hello'");
  expect_read("0\r\n\r\n", "ended ''");
  expect_read("000\r\n\r\n", "ended ''");
  expect_read("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "ended 'hello world'");
  expect_read("a\r\n0123456789\r\nB\r\nabcdefghijk\r\n0\r\n\r\n", "ended '0123456789abcdefghijk'");
  expect_read("0000000000000005\r\nhello\r\n0\r\n\r\n", "ended 'hello'");
  expect_read("2\r\n\r\n\r\n0\r\n\r\n", "ended '\r\n'");
  expect_read("5\r\n0\r\n\r\n\r\n0\r\n\r\n", "ended '0\r\n\r\n'");
}

TEST(BodyReader, TakesNothingAfterTheEnd) {
  expect_read("5\r\nhello\r\n0\r\n\r\nGET / ", "ended 'hello', 6 bytes left over");
  expect_read("0\r\n\r\n\r\n", "ended '', 2 bytes left over");
  expect_read("helloGET / ", "ended 'hello', 6 bytes left over", {BodyKind::counted, 5});
}

TEST(BodyReader, WaitsForWhatIsMissing) {
  const std::string_view whole = "5;a=b\r\nhello\r\n0\r\nT: x\r\n\r\n";
  for (std::size_t size = 1; size < whole.size(); ++size) {
    BodyReader reader;
    reader.begin(BodyKind::chunked);
    std::string data;
    EXPECT_EQ(feed(reader, whole.substr(0, size), data), size);
    EXPECT_EQ(reader.state(), State::more) << whole.substr(0, size);
  }
}

TEST(BodyReader, ChunkExtensionsAreReadAndDropped) {
  for (const std::string_view extensions :
       {";a"sv, ";a=b"sv, ";a=\"b\""sv, ";a;b;c=d"sv, ";a=\"\""sv, ";a=\"b c;d=e\""sv,
        ";a=\"\\\"\""sv, ";a=\"\\\\\";b"sv, ";a=\"caf\xc3\xa9\""sv, ";!#$%&'*+-.^_`|~=0"sv}) {
    const std::string size = "5" + std::string{extensions} + "\r\n";
    const std::string last = "0" + std::string{extensions} + "\r\n";
    expect_read(size + "hello\r\n" + last + "\r\n", "ended 'hello'");
  }
}

TEST(BodyReader, AMalformedChunkSizeEndsTheBody) {
  for (const std::string_view line :
       {// no number
        "-5\r\n"sv, "+5\r\n"sv, "0x5\r\n"sv, "5zz\r\n"sv, "g\r\n"sv, "\r\n"sv, ";a\r\n"sv,
        "5.\r\n"sv, "\xd9\xa5\r\n"sv, "5_0\r\n"sv, "\0\r\n"sv, "5\0\r\n"sv,
        // too large a number
        "FFFFFFFFFFFFFFFF0\r\n"sv, "8000000000000000\r\n"sv, "FFFFFFFFFFFFFFFF\r\n"sv,
        "00000000000000005\r\n"sv, "10000000000000005\r\n"sv,
        // white space
        " 5\r\n"sv, "5 \r\n"sv, "\t5\r\n"sv, "5\t\r\n"sv, "5 ;a\r\n"sv, "\r\n5\r\n"sv,
        // line ends
        "5\n"sv, "5\r"sv, "5\r\r\n"sv, "\n5\r\n"sv, "5\rx"sv}) {
    expect_read(std::string{line} + "hello\r\n0\r\n\r\n", "malformed ''");
  }
}

TEST(BodyReader, AMissingSizeIsNotTheLastChunk) {
  expect_read("\r\n\r\n", "malformed ''");
  expect_read(";a\r\n\r\n", "malformed ''");
  expect_read("1\r\nx\r\n\r\n\r\n", "malformed 'x'");
}

TEST(BodyReader, AChunkMayBeAsLargeAsAFile) {
  BodyReader reader;
  reader.begin(BodyKind::chunked);
  const BodyReader::Piece piece = reader.next("7fffffffffffffff\r\nab");
  EXPECT_EQ(piece.consumed, 20U);
  EXPECT_EQ(piece.data, "ab");
  EXPECT_EQ(reader.state(), State::more);
}

TEST(BodyReader, AMalformedExtensionEndsTheBody) {
  for (const std::string_view extensions :
       {// the two readers' quarrel: one ends the line at a bare LF or CR, the other does not
        ";\nxx"sv, ";a\nxx"sv, ";a\rxx"sv, ";a=\"\n\""sv, ";a=\"\r\n\""sv, ";a\r\r"sv,
        // no name, no value, no end
        ";"sv, ";;a"sv, ";a;"sv, ";=b"sv, ";a="sv, ";a=;b"sv, ";a=\"b"sv, ";a=\"b\\\""sv,
        ";a=\"b\"c"sv, ";a=b=c"sv, ";a=b\""sv, ";a\"b\""sv,
        // characters
        "; a"sv, ";a "sv, ";a =b"sv, ";a= b"sv, ";a=b c"sv, ";\ta"sv, ";a=\"b\tc\""sv, ";a\0"sv,
        ";a=\"\0\""sv, ";a=\"\\\0\""sv, ";a=\"\x7f\""sv, ";a\x01"sv, ";caf\xc3\xa9"sv, ";a,b"sv,
        ";a@"sv}) {
    expect_read("5" + std::string{extensions} + "\r\nhello\r\n0\r\n\r\n", "malformed ''");
    expect_read("0" + std::string{extensions} + "\r\n\r\n", "malformed ''");
  }
}

TEST(BodyReader, ChunkDataMustEndInCrlf) {
  for (const std::string_view after :
       {"X\r\n0\r\n\r\n"sv, "\n0\r\n\r\n"sv, "\r0\r\n\r\n"sv, "\rx0\r\n\r\n"sv, "\r\r\n0\r\n\r\n"sv,
        "0\r\n\r\n"sv, " \r\n0\r\n\r\n"sv}) {
    expect_read("5\r\nhello" + std::string{after}, "malformed 'hello'");
  }
  expect_read("5\r\nhello\r\n\r\n0\r\n\r\n", "malformed 'hello'");
}

TEST(BodyReader, TheLinesAtTheEndMustEndInCrlf) {
  for (const std::string_view end :
       {"0\n\n"sv, "0\r\n\n"sv, "0\r\n\rx"sv, "0\n\r\n"sv, "0\r\nA: b\n\r\n"sv, "0\r\nA: b\r\n\n"sv,
        "0\r\nA: b\rC: d\r\n\r\n"sv, "0\r\nA: b\r\r\n\r\n"sv, "0\r\n\r\r\n"sv}) {
    expect_read("2\r\nhi\r\n" + std::string{end}, "malformed 'hi'");
  }
}

TEST(BodyReader, ALineOfAChunkIsBounded) {
  const Body body{.limits = {.max_line = 8}};
  expect_read("1;a=bcde\r\nx\r\n0\r\n\r\n", "ended 'x'", body);
  expect_read("1;a=bcdef\r\nx\r\n0\r\n\r\n", "malformed ''", body);
  expect_read("1\r\nx\r\n0;abcdefgh\r\n\r\n", "malformed 'x'", body);
  expect_read("1;" + std::string(65536 / 64, 'a') + "\r\n", "malformed ''");
}

TEST(BodyReader, ExtensionsAreBoundedInAll) {
  const Body body{.limits = {.max_extensions_in_all = 6}};
  expect_read("1;ab\r\nx\r\n0;cd\r\n\r\n", "ended 'x'", body);
  expect_read("1;ab\r\nx\r\n0;cde\r\n\r\n", "malformed 'x'", body);
}

TEST(BodyReader, TrailersAreKeptApart) {
  expect_read("2\r\nhi\r\n0\r\nDigest: abc\r\nX-Sum:  1 2 \t\r\nempty:\r\n\r\n",
              "ended 'hi', trailers 'Digest: abc\r\nX-Sum: 1 2\r\nempty: \r\n'");
  expect_read("0\r\nA:\tb\tc\r\nA: caf\xc3\xa9:x\r\n\r\n",
              "ended '', trailers 'A: b\tc\r\nA: caf\xc3\xa9:x\r\n'");
}

TEST(BodyReader, ForbiddenTrailersAreDropped) {
  for (const std::string_view name : {"Host",
                                      "Content-Length",
                                      "Transfer-Encoding",
                                      "Trailer",
                                      "X-Forwarded-For",
                                      "X-FORWARDED-PROTO",
                                      "x_forwarded_for",
                                      "X-Forwarded-",
                                      "Forwarded",
                                      "Via",
                                      "X-Real-IP",
                                      "Authorization",
                                      "Proxy-Authorization",
                                      "WWW-Authenticate",
                                      "Proxy-Authenticate",
                                      "Authentication-Info",
                                      "Proxy-Authentication-Info",
                                      "Cookie",
                                      "Set-Cookie",
                                      "Set-Cookie2",
                                      "Content-Type",
                                      "Content-Encoding",
                                      "Content-Range",
                                      "Content_Length",
                                      "Cache-Control",
                                      "Expect",
                                      "Max-Forwards",
                                      "Pragma",
                                      "Range",
                                      "TE",
                                      "If-Match",
                                      "If-Modified-Since",
                                      "If-Range",
                                      "Age",
                                      "Date",
                                      "Expires",
                                      "Location",
                                      "Retry-After",
                                      "Vary",
                                      "Warning",
                                      "Connection",
                                      "Keep-Alive",
                                      "Proxy-Connection",
                                      "Upgrade",
                                      "HTTP2-Settings"}) {
    expect_read("0\r\nA: 1\r\n" + std::string{name} + ": 6\r\nB: 2\r\n\r\n",
                "ended '', trailers 'A: 1\r\nB: 2\r\n'");
  }
}

TEST(BodyReader, NamesSimilarToForbiddenTrailersAreKept) {
  for (const std::string name :
       {"Hosts", "Contents", "X-Forwarded", "Ifs", "Vi", "Server-Timing", "ETag", "TEs"}) {
    expect_read("0\r\n" + name + ": 6\r\n\r\n", "ended '', trailers '" + name + ": 6\r\n'");
  }
}

TEST(BodyReader, AMalformedTrailerEndsTheBody) {
  for (const std::string_view line :
       {"A"sv,           ": b"sv,        "A : b"sv,       "A\t: b"sv,         " A: b"sv,
        "\tA: b"sv,      "A B: c"sv,     "A@: b"sv,       "caf\xc3\xa9: b"sv, "A\0: b"sv,
        "A: b\0c"sv,     "A: b\x01"sv,   "A: b\x7f"sv,    "A: b\x0b"sv,       "A: b\nC: d"sv,
        "A: b\rC: d"sv,  "A: b\r\n c"sv, "A: b\r\n\tc"sv, "A:\r\n b"sv,       "\"A\": b"sv,
        "A: b\r\n: c"sv, "(A): b"sv}) {
    expect_read("0\r\n" + std::string{line} + "\r\n\r\n", "malformed ''");
  }
}

TEST(BodyReader, TrailersAreBounded) {
  const Body bytes{.limits = {.max_trailer_bytes = 12}};
  expect_read("0\r\nA: b\r\nC: d\r\n\r\n", "ended '', trailers 'A: b\r\nC: d\r\n'", bytes);
  expect_read("0\r\nA: b\r\nC: de\r\n\r\n", "malformed ''", bytes);
  expect_read("0\r\n" + std::string(13, 'a'), "malformed ''", bytes);
  const Body count{.limits = {.max_trailers = 2}};
  expect_read("0\r\nA: 1\r\nB: 2\r\n\r\n", "ended '', trailers 'A: 1\r\nB: 2\r\n'", count);
  expect_read("0\r\nHost: 1\r\nHost: 2\r\nC: 3\r\n\r\n", "malformed ''", count);
}

TEST(BodyReader, ACountedBodyEndsAtItsLength) {
  expect_read("hello", "ended 'hello'", {BodyKind::counted, 5});
  expect_read("hell", "more 'hell'", {BodyKind::counted, 5});
  BodyReader reader;
  reader.begin(BodyKind::counted, 5);
  EXPECT_EQ(reader.left(), 5U);
  EXPECT_EQ(reader.next("he").data, "he");
  EXPECT_EQ(reader.left(), 3U);
}

TEST(BodyReader, NoBodyEndsAtOnceAndTakesNothing) {
  for (const BodyKind kind : {BodyKind::none, BodyKind::counted}) {
    BodyReader reader;
    reader.begin(kind);
    EXPECT_EQ(reader.state(), State::ended);
    EXPECT_EQ(reader.next("x").consumed, 0U);
  }
}

TEST(BodyReader, AFinEndsOnlyABodyUntilClose) {
  struct Case {
    Body body;
    std::string_view bytes;
    State expected;
  };
  const std::vector<Case> cases{
      {{BodyKind::until_close}, "", State::ended},
      {{BodyKind::until_close}, "hello\r\n", State::ended},
      {{BodyKind::none}, "", State::ended},
      {{BodyKind::counted, 5}, "", State::malformed},
      {{BodyKind::counted, 5}, "hell", State::malformed},
      {{BodyKind::counted, 5}, "hello", State::ended},
      {{BodyKind::chunked}, "", State::malformed},
      {{BodyKind::chunked}, "5\r\nhello\r\n", State::malformed},
      {{BodyKind::chunked}, "5\r\nhello\r\n0\r\n", State::malformed},
      {{BodyKind::chunked}, "5\r\nhello\r\n0\r\n\r", State::malformed},
      {{BodyKind::chunked}, "5\r\nhello\r\n0\r\n\r\n", State::ended},
  };
  for (const Case& one : cases) {
    BodyReader reader;
    reader.begin(one.body.kind, one.body.length);
    std::string data;
    feed(reader, one.bytes, data);
    reader.end_of_input();
    EXPECT_EQ(shown(reader.state()), shown(one.expected)) << one.bytes;
  }
}

TEST(BodyReader, ABodyUntilCloseIsTakenAsItIs) {
  expect_read("5\r\nhello", "more '5\r\nhello'", {BodyKind::until_close});
}

TEST(BodyReader, AMalformedBodyStaysMalformedUntilTheNext) {
  BodyReader reader;
  reader.begin(BodyKind::chunked);
  std::string data;
  feed(reader, "1;ab\r\nx\r\n0\r\nA: b\r\nC", data);
  reader.next("\n");
  ASSERT_EQ(reader.state(), State::malformed);
  EXPECT_EQ(reader.next("0\r\n\r\n").consumed, 0U);
  reader.end_of_input();
  EXPECT_EQ(reader.state(), State::malformed);

  reader.begin(BodyKind::chunked);
  std::string again;
  feed(reader, "2\r\nhi\r\n0\r\nD: e\r\n\r\n", again);
  EXPECT_EQ(verdict(reader, again, 0), "ended 'hi', trailers 'D: e\r\n'");
}

TEST(BodyReader, AppendedChunksAreReadBack) {
  std::string bytes;
  append_chunk_head(bytes, 5);
  bytes += "hello\r\n";
  append_chunk_head(bytes, 500);
  bytes += std::string(500, 'x') + "\r\n";
  append_last_chunk(bytes, "A: b\r\n");
  EXPECT_EQ(bytes, "5\r\nhello\r\n1f4\r\n" + std::string(500, 'x') + "\r\n0\r\nA: b\r\n\r\n");
  std::string largest;
  append_chunk_head(largest, SIZE_MAX);
  EXPECT_EQ(largest, "ffffffffffffffff\r\n");
  std::string last;
  append_last_chunk(last, "");
  EXPECT_EQ(last, "0\r\n\r\n");
}

}  // namespace
}  // namespace rrlb
