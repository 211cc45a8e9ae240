#include "daemon/http/h1/response_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace rrlb {
namespace {

using namespace std::string_view_literals;
using Progress = ResponseReader::Progress;

std::string shown(const ResponseHead& head) {
  std::string text = (head.http_1_0 ? "1.0 " : "1.1 ") + std::to_string(head.status) + " '" +
                     std::string{head.reason} + "'";
  switch (head.body) {
    case BodyKind::none:
      text += " none";
      break;
    case BodyKind::counted:
      text += " counted";
      break;
    case BodyKind::chunked:
      text += " chunked";
      break;
    case BodyKind::until_close:
      text += " until_close";
      break;
  }
  if (head.length_given) text += " " + std::to_string(head.length);
  text += head.keep_alive ? " ka" : " close";
  if (head.upgrades_to_websocket) text += " websocket";
  for (const Field& field : head.fields) {
    text += " [" + std::string{field.name} + "|" + std::string{field.value} + "]";
  }
  return text;
}

struct How {
  bool answers_head = false;
  ResponseLimits limits{};
};

// The result as text: "1.1 200 'OK' counted 5 ka [Content-Length|5]" and the bytes left over;
// "malformed"; "more".
std::string read(std::string_view bytes, std::size_t first, std::size_t step, const How& how) {
  ResponseReader reader{how.limits};
  Progress progress = Progress::needs_more;
  for (std::size_t size = first; progress == Progress::needs_more; size += step) {
    const std::string received{bytes.substr(0, size)};  // at a new address each time
    progress = reader.read(received, how.answers_head);
    if (progress == Progress::head) {
      const std::size_t left = bytes.size() - reader.size();
      return shown(reader.head()) + (left > 0 ? ", " + std::to_string(left) + " left" : "");
    }
    if (size >= bytes.size()) break;
  }
  return progress == Progress::malformed ? "malformed" : "more";
}

// Expects the same result for the whole input, for each way of cutting it in two, and for pieces of
// every size.
void expect_read(std::string_view bytes, const std::string& expected, const How& how = {}) {
  for (std::size_t cut = 1; cut <= bytes.size(); ++cut) {
    ASSERT_EQ(read(bytes, cut, bytes.size(), how), expected) << "cut at " << cut << ":\n" << bytes;
    ASSERT_EQ(read(bytes, cut, cut, how), expected) << "in pieces of " << cut << ":\n" << bytes;
  }
}

struct Case {
  std::string_view bytes;
  std::string expected;
};

TEST(ResponseReader, ReadsHeadsHoweverTheyAreCut) {
  const std::vector<Case> cases{
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
       "1.1 200 'OK' counted 5 ka [Content-Length|5]"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
       "1.1 200 'OK' counted 5 ka [Content-Length|5], 5 left"},
      {"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
       "1.1 200 'OK' counted 0 ka [content-length|0]"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n",
       "1.1 200 'OK' counted 9223372036854775807 ka [Content-Length|9223372036854775807]"},
      {"HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\n0\r\n\r\n",
       "1.1 200 'OK' chunked ka [TRANSFER-ENCODING|Chunked], 5 left"},
      {"HTTP/1.1 200 OK\r\n\r\nhello", "1.1 200 'OK' until_close close, 5 left"},
      {"HTTP/1.0 200 OK\r\n\r\n", "1.0 200 'OK' until_close close"},
      // the status line
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
       "1.1 404 'Not Found' counted 0 ka [Content-Length|0]"},
      {"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "1.1 200 '' counted 0 ka [Content-Length|0]"},
      {"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "1.1 200 '' counted 0 ka [Content-Length|0]"},
      {"HTTP/1.1 599 caf\xc3\xa9\tx\r\n\r\n", "1.1 599 'caf\xc3\xa9\tx' until_close close"},
      {"HTTP/1.1 299  two\r\n\r\n", "1.1 299 ' two' until_close close"},
      // fields
      {"HTTP/1.1 200 OK\r\nA:b\r\nB: \t b\tc \t\r\nC:\r\nD:  \r\nA: b: c\r\nE: \xff\r\n\r\n",
       "1.1 200 'OK' until_close close [A|b] [B|b\tc] [C|] [D|] [A|b: c] [E|\xff]"},
      {"HTTP/1.1 200 OK\r\n!#$%&'*+-.^_`|~0aZ: x\r\n\r\n",
       "1.1 200 'OK' until_close close [!#$%&'*+-.^_`|~0aZ|x]"},
  };
  for (const Case& one : cases) expect_read(one.bytes, one.expected);
}

TEST(ResponseReader, WaitsForWhatIsMissing) {
  const std::string_view whole = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ResponseReader reader;
    EXPECT_EQ(reader.read(whole.substr(0, size), false), Progress::needs_more);
  }
}

TEST(ResponseReader, ConnectionSaysWhetherItMayCarryAnotherExchange) {
  const std::vector<std::pair<std::string, bool>> cases{
      {"1.1 200 OK\r\n", true},
      {"1.1 200 OK\r\nConnection: close\r\n", false},
      {"1.1 200 OK\r\nConnection: keep-alive, Close\r\n", false},
      {"1.1 200 OK\r\nConnection: keep-alive\r\nconnection: close\r\n", false},
      {"1.1 200 OK\r\nConnection: X-Int\r\n", true},
      {"1.1 200 OK\r\nConnection: closed\r\n", true},
      {"1.0 200 OK\r\n", false},
      {"1.0 200 OK\r\nConnection: Keep-Alive\r\n", true},
      {"1.0 200 OK\r\nConnection: keep-alive, close\r\n", false},
  };
  for (const auto& [begin, kept] : cases) {
    const std::string bytes = "HTTP/" + begin + "Content-Length: 0\r\n\r\n";
    ResponseReader reader;
    ASSERT_EQ(reader.read(bytes, false), Progress::head) << bytes;
    EXPECT_EQ(reader.head().keep_alive, kept) << bytes;
  }
}

TEST(ResponseReader, ABodyUntilCloseEndsTheConnection) {
  expect_read("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n",
              "1.1 200 'OK' until_close close [Connection|keep-alive]");
}

TEST(ResponseReader, SomeResponsesHaveNoBodyWhateverTheySay) {
  const std::vector<Case> cases{
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/", "1.1 100 'Continue' none ka, 5 left"},
      {"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", "1.1 103 'Early Hints' none ka [Link|x]"},
      {"HTTP/1.1 204 No Content\r\n\r\n", "1.1 204 'No Content' none ka"},
      {"HTTP/1.1 304 Not Modified\r\n\r\n", "1.1 304 'Not Modified' none ka"},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
       "1.1 304 'Not Modified' none 7 ka [Content-Length|7]"},
      {"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
       "1.1 304 'Not Modified' none ka [Transfer-Encoding|chunked]"},
      {"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
       "1.1 204 'No Content' none ka [Content-Length|0]"},
  };
  for (const Case& one : cases) expect_read(one.bytes, one.expected);
}

TEST(ResponseReader, AnImpossibleBodyEndsTheConnection) {
  expect_read("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
              "1.1 204 'No Content' none close [Content-Length|5]");
  expect_read("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
              "1.1 204 'No Content' none close [Transfer-Encoding|chunked]");
  expect_read("HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\n",
              "1.1 100 'Continue' none close [Content-Length|5]");
}

TEST(ResponseReader, AResponseToHeadHasNoBody) {
  const How head{.answers_head = true};
  expect_read("HTTP/1.1 200 OK\r\n\r\n", "1.1 200 'OK' none ka", head);
  expect_read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
              "1.1 200 'OK' none 5 ka [Content-Length|5]", head);
  expect_read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
              "1.1 200 'OK' none ka [Transfer-Encoding|chunked]", head);
  expect_read("HTTP/1.0 200 OK\r\n\r\n", "1.0 200 'OK' none close", head);
}

TEST(ResponseReader, ChunkedWinsOverALength) {
  expect_read("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
              "1.1 200 'OK' chunked close [A|b] [Transfer-Encoding|chunked]");
  expect_read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nA: b\r\n\r\n",
              "1.1 200 'OK' chunked close [Transfer-Encoding|chunked] [A|b]");
  expect_read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
              "1.1 200 'OK' none close [Transfer-Encoding|chunked]", {.answers_head = true});
}

TEST(ResponseReader, OnlyASwitchToWebsocketIsAnUpgrade) {
  const std::vector<Case> cases{
      {"Connection: Upgrade\r\nUpgrade: websocket\r\n",
       "websocket [Connection|Upgrade] [Upgrade|websocket]"},
      {"Upgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n",
       "websocket [Upgrade|WebSocket] [Connection|keep-alive, upgrade]"},
      {"", ""},
      {"Upgrade: websocket\r\n", "[Upgrade|websocket]"},
      {"Connection: Upgrade\r\n", "[Connection|Upgrade]"},
      {"Connection: Upgrade\r\nUpgrade: h2c\r\n", "[Connection|Upgrade] [Upgrade|h2c]"},
      {"Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n",
       "[Connection|Upgrade] [Upgrade|websocket, h2c]"},
      {"Connection: Upgrade\r\nUpgrade: h2c\r\nUpgrade: websocket\r\n",
       "[Connection|Upgrade] [Upgrade|h2c] [Upgrade|websocket]"},
      {"Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n",
       "[Connection|Upgrade] [Upgrade|websocket] [Upgrade|h2c]"},
  };
  for (const Case& one : cases) {
    expect_read(
        "HTTP/1.1 101 Switching\r\n" + std::string{one.bytes} + "\r\n",
        "1.1 101 'Switching' none close" + (one.expected.empty() ? "" : " " + one.expected));
  }
  expect_read("HTTP/1.1 204 No\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
              "1.1 204 'No' none ka [Connection|Upgrade] [Upgrade|websocket]");
}

TEST(ResponseReader, AMalformedStatusLineIsRefused) {
  for (const std::string_view line :
       {// no status line at all
        "<html>"sv, "SSH-2.0-OpenSSH_9.2"sv, "A: b"sv, ""sv, " "sv, "\0"sv, "ICY 200 OK"sv,
        "GET / HTTP/1.1"sv, "\x15\x03\x01"sv,
        // before it
        " HTTP/1.1 200 OK"sv, "\tHTTP/1.1 200 OK"sv, "\r\nHTTP/1.1 200 OK"sv, "\nHTTP/1.1 200 OK"sv,
        // version
        "HTTP/0.9 200 OK"sv, "HTTP/2.0 200 OK"sv, "HTTP/1.2 200 OK"sv, "HTTP/1.9 200 OK"sv,
        "HTTP/2 200"sv, "HTTP/1 200 OK"sv, "HTTP/01.1 200 OK"sv, "HTTP/1.10 200 OK"sv,
        "HTTP/11 200 OK"sv, "http/1.1 200 OK"sv, "HTTPS/1.1 200 OK"sv, "RTSP/1.0 200 OK"sv,
        "RTSP/1.1 200 OK"sv, "HTTP 200 OK"sv, "HTTP/ 1.1 200 OK"sv,
        // status
        "HTTP/1.1 099 Low"sv, "HTTP/1.1 000 Low"sv, "HTTP/1.1 600 High"sv, "HTTP/1.1 999 High"sv,
        "HTTP/1.1 2000 OK"sv, "HTTP/1.1 20 OK"sv, "HTTP/1.1 20"sv, "HTTP/1.1 -20 OK"sv,
        "HTTP/1.1 +20 OK"sv, "HTTP/1.1 2x0 OK"sv, "HTTP/1.1 OK"sv, "HTTP/1.1 "sv, "HTTP/1.1"sv,
        // spaces
        "HTTP/1.1  200 OK"sv, "HTTP/1.1\t200 OK"sv, "HTTP/1.1 200\tOK"sv, "HTTP/1.1200 OK"sv,
        "HTTP/1.1 200OK"sv, "HTTP/1.1 200\0OK"sv,
        // in the reason
        "HTTP/1.1 200 O\0K"sv, "HTTP/1.1 200 O\rK"sv, "HTTP/1.1 200 O\nK"sv,
        "HTTP/1.1 200 O\x7fK"sv, "HTTP/1.1 200 O\x1bK"sv, "HTTP/1.1 200 OK\r"sv}) {
    expect_read(std::string{line} + "\r\nContent-Length: 0\r\n\r\n", "malformed");
  }
}

TEST(ResponseReader, AnotherProtocolIsRefusedAtOnce) {
  for (const std::string_view begin :
       {"S"sv, "<"sv, "HTTP/2"sv, "HTTP/1.2"sv, "HTTP/1.1 6"sv, "HTTP/1.1 200x"sv}) {
    ResponseReader reader;
    EXPECT_EQ(reader.read(begin, false), Progress::malformed) << begin;
  }
}

TEST(ResponseReader, LinesEndInCrlfAndAreNotFolded) {
  for (const std::string_view rest :
       {"\nA: b\r\n\r\n"sv, "\r\nA: b\n\r\n"sv, "\r\nA: b\r\n\n"sv, "\n\n"sv, "\r\n\n"sv,
        "\r\nA: b\rB: c\r\n\r\n"sv, "\r\nA: b\r\r\n\r\n"sv, "\r\nA: b\r\n\rB: c\r\n\r\n"sv,
        "\r\rA: b\r\n\r\n"sv, "\r\nA: b\nB: c\r\n\r\n"sv, "\r\nA: b\r\n c\r\n\r\n"sv,
        "\r\nA: b\r\n\tc\r\n\r\n"sv, "\r\nA:\r\n b\r\n\r\n"sv,
        "\r\nTransfer-Encoding:\r\n chunked\r\n\r\n"sv, "\r\n A: b\r\n\r\n"sv,
        "\r\n\tA: b\r\n\r\n"sv, "\r\nA: b\r\n \r\n\r\n"sv, "\r\n \r\n\r\n"sv}) {
    expect_read("HTTP/1.1 200 OK" + std::string{rest}, "malformed");
  }
}

TEST(ResponseReader, MalformedFieldsAreRefused) {
  for (const std::string_view line : {"A"sv,
                                      ": b"sv,
                                      ":"sv,
                                      "A : b"sv,
                                      "A\t: b"sv,
                                      "A B: c"sv,
                                      "A@: b"sv,
                                      "(A): b"sv,
                                      "\"A\": b"sv,
                                      "A\0: b"sv,
                                      "A\x01: b"sv,
                                      "caf\xc3\xa9: b"sv,
                                      "A: b\0c"sv,
                                      "A: b\x01"sv,
                                      "A: b\x0b"sv,
                                      "A: b\x1b[2J"sv,
                                      "A: b\x7f"sv,
                                      "A\r: b"sv,
                                      "Content-Length : 5"sv,
                                      "Transfer-Encoding : chunked"sv,
                                      "Transfer-Encoding\x0b: chunked"sv,
                                      "A,: b"sv,
                                      "A;: b"sv,
                                      "A=: b"sv,
                                      "{A}: b"sv,
                                      "A/: b"sv}) {
    for (const std::string before : {"", "B: c\r\n"}) {
      for (const std::string after : {"", "B: c\r\n"}) {
        expect_read("HTTP/1.1 200 OK\r\n" + before + std::string{line} + "\r\n" + after + "\r\n",
                    "malformed");
      }
    }
  }
}

TEST(ResponseReader, MalformedFramingIsRefused) {
  const std::vector<std::string_view> lines{
      // lengths
      "Content-Length: -5"sv, "Content-Length: +5"sv, "Content-Length: 0x5"sv,
      "Content-Length: 5a"sv, "Content-Length:"sv, "Content-Length: 1_0"sv, "Content-Length: 5.0"sv,
      "Content-Length: \xd9\xa5"sv, "Content-Length: 99999999999999999999"sv,
      "Content-Length: 18446744073709551621"sv, "Content-Length: 9223372036854775808"sv,
      "Content-Length: 5, 6"sv, "Content-Length: 5, 5"sv, "Content-Length: 5,"sv,
      "Content-Length: 5 6"sv, "Content-Length: \"5\""sv,
      "Content-Length: 3\r\nContent-Length: 5"sv, "Content-Length: 5\r\ncontent-length: 5"sv,
      // codings
      "Transfer-Encoding: xchunked"sv, "Transfer-Encoding: chunkedx"sv,
      "Transfer-Encoding: chunked, identity"sv, "Transfer-Encoding: identity"sv,
      "Transfer-Encoding: chunked, chunked"sv, "Transfer-Encoding: gzip, chunked"sv,
      "Transfer-Encoding: gzip"sv,
      "Transfer-Encoding: \x0b"
      "chunked"sv,
      "Transfer-Encoding: chunked\0"sv, "Transfer-Encoding:"sv, "Transfer-Encoding: ,chunked"sv,
      "Transfer-Encoding: chunked,"sv, "Transfer-Encoding: chunked;a"sv,
      "Transfer-Encoding: \"chunked\""sv, "Transfer-Encoding: chunked chunked"sv,
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"sv,
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"sv,
      "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked"sv,
      "Transfer-Encoding: chunked\r\nContent-Length: 5\r\nContent-Length: 5"sv,
      "Transfer-Encoding: chunked\r\nContent-Length: x"sv};
  for (const std::string_view line : lines) {
    for (const std::string_view status : {"200 OK"sv, "204 No"sv, "304 Not Modified"sv}) {
      expect_read("HTTP/1.1 " + std::string{status} + "\r\n" + std::string{line} + "\r\n\r\n",
                  "malformed");
    }
  }
  expect_read("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "malformed");
}

TEST(ResponseReader, WhiteSpaceAroundFramingValuesIsIgnored) {
  expect_read("HTTP/1.1 200 OK\r\nContent-Length:  5  \r\n\r\n",
              "1.1 200 'OK' counted 5 ka [Content-Length|5]");
  expect_read("HTTP/1.1 200 OK\r\nTransfer-Encoding:\tchunked \t\r\n\r\n",
              "1.1 200 'OK' chunked ka [Transfer-Encoding|chunked]");
}

TEST(ResponseReader, AHeadIsBoundedInBytes) {
  const How how{.limits = {.max_bytes = 40}};
  const std::string head = "HTTP/1.1 204 No\r\nA: ";
  const std::string exact(40 - head.size() - 4, 'a');
  expect_read(head + exact + "\r\n\r\nand more", "1.1 204 'No' none ka [A|" + exact + "], 8 left",
              how);
  expect_read(head + exact + "a\r\n\r\n", "malformed", how);
  expect_read(head + std::string(100, 'a'), "malformed", how);
  const std::string large = head + std::string(200'000, 'a');
  for (const std::size_t step : {1000U, 65'536U, 200'000U}) {
    EXPECT_EQ(read(large, step, step, {}), "malformed");
  }
}

TEST(ResponseReader, AHeadIsBoundedInFields) {
  const How how{.limits = {.max_fields = 2}};
  expect_read("HTTP/1.1 204 No\r\nA: 1\r\nB: 2\r\n\r\n", "1.1 204 'No' none ka [A|1] [B|2]", how);
  expect_read("HTTP/1.1 204 No\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", "malformed", how);
  expect_read("HTTP/1.1 204 No\r\nA: 1\r\nB: 2\r\nC: 3\r\n", "malformed", how);
}

TEST(ResponseReader, InterimResponsesComeOneAfterTheOther) {
  const std::string_view bytes =
      "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
      "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  ResponseReader reader;
  std::string log;
  std::size_t at = 0;
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(reader.read(bytes.substr(at), false), Progress::head);
    log += shown(reader.head()) + "\n";
    at += reader.size();
    reader.clear();
  }
  EXPECT_EQ(log,
            "1.1 103 'Early' none ka [Link|x]\n"
            "1.1 100 'Continue' none ka\n"
            "1.0 200 'OK' counted 2 close [Content-Length|2]\n");
  EXPECT_EQ(bytes.substr(at), "hi");
}

TEST(ResponseReader, IsAsNewAfterClear) {
  const std::string_view good = "HTTP/1.1 204 No\r\nA: b\r\n\r\n";
  for (
      const std::string_view before :
      {"HTTP/1.0 2"sv, "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\nTr"sv,
       "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"sv,
       "HTTP/1.1 200 OK\r\n@: x\r\n\r\n"sv, "HTTP/1.1 200 OK\r\nA: \0"sv, "x"sv}) {
    ResponseReader reader;
    reader.read(before, false);
    reader.clear();
    ASSERT_EQ(reader.read(good, false), Progress::head) << before;
    EXPECT_EQ(shown(reader.head()), "1.1 204 'No' none ka [A|b]") << before;
    EXPECT_EQ(reader.size(), good.size());
  }
}

}  // namespace
}  // namespace rrlb
