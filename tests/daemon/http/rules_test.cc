#include "daemon/http/rules.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

TEST(RequestRules, NamesAreComparedWithoutCase) {
  EXPECT_TRUE(equals_ignoring_case("CoNtEnT-lEnGtH", "content-length"));
  EXPECT_FALSE(equals_ignoring_case("content-lengt", "content-length"));
  EXPECT_FALSE(equals_ignoring_case("content_length", "content-length"));
}

TEST(RequestRules, ControlCharactersAreFoundAnywhere) {
  for (int byte = 0; byte < 256; ++byte) {
    const bool control = byte < 0x20 || byte == 0x7f;
    for (std::size_t at = 0; at < 24; ++at) {
      std::string text(24, 'a');
      text[23] = '\xff';
      text[at] = static_cast<char>(byte);
      ASSERT_EQ(find_control(text, 0), control ? at : 24U) << byte << " at " << at;
      ASSERT_EQ(find_control(text, at + 1), 24U) << byte << " at " << at;
    }
  }
}

TEST(RequestRules, AHostIsANameOrAnAddressAndPerhapsAPort) {
  for (const auto* good :
       {"a", "a.b-c_d", "a:80", "a:", "127.0.0.1:5000", "[::1]", "[::1]:80", "xn--a"}) {
    EXPECT_TRUE(valid_host(good)) << good;
  }
  for (const auto* bad : {"", ":80", "a/b", "u@a", "a b", "a:9x", "a:123456", "a\"", "[::1", "[x]",
                          "[::1]80", "a:80:80", "a\\b", "<a>"}) {
    EXPECT_FALSE(valid_host(bad)) << bad;
  }
}

TEST(RequestRules, APortIsAtMost65535) {
  EXPECT_TRUE(valid_host("a:65535"));
  EXPECT_FALSE(valid_host("a:65536"));
}

TEST(RequestRules, TokensStandBetweenCommas) {
  EXPECT_TRUE(has_token("te,\tClose\t, x", "close"));
  EXPECT_TRUE(has_token("close", "close"));
  EXPECT_FALSE(has_token("closed, te", "close"));
  EXPECT_FALSE(has_token(" , ", "close"));
  EXPECT_FALSE(has_token("", "close"));
}

TEST(RequestRules, AContentLengthIsDigitsThatFit) {
  EXPECT_EQ(parse_content_length("0"), 0U);
  EXPECT_EQ(parse_content_length("007"), 7U);
  EXPECT_EQ(parse_content_length("9223372036854775807"), 9223372036854775807U);
  for (const auto* bad : {"", "+5", "-5", "0x5", "5a", " 5", "5 ", "5,5", "1_0", "5.0",
                          "9223372036854775808", "18446744073709551621"}) {
    EXPECT_EQ(parse_content_length(bad), std::nullopt) << bad;
  }
}

TEST(RequestRules, PathAndQueryOfATarget) {
  EXPECT_EQ(path_and_query_of("/a/../b?c=%0d%0a"), "/a/../b?c=%0d%0a");
  EXPECT_EQ(path_and_query_of("//host/x"), "//host/x");
  EXPECT_EQ(path_and_query_of("http://h/a?b"), "/a?b");
  EXPECT_EQ(path_and_query_of("https://h:1?b"), "?b");
  EXPECT_EQ(path_and_query_of("http://h"), "");
  for (const auto* bad :
       {"", "*", "a", "ftp://h/", "http://u@h/", "http://", "/a b", "/a#b", "/\x7f", "/\xff"}) {
    EXPECT_EQ(path_and_query_of(bad), std::nullopt) << bad;
  }
}

TEST(RequestRules, AVersionIsADigitOrTwo) {
  for (const auto* good : {"GET / HTTP/2", "GET / HTTP/1.1", "GET / HTTP/1.1\r\nX",
                           "GET / HTTP/0.1", "\r\nGET / HTTP/0.1GET", "GET / HTTP/2.0 "}) {
    EXPECT_TRUE(has_version(good)) << good;
  }
  for (const auto* bad : {"", "GET /", "GET / HTTP/", "GET / HTTP/x", "GET / HTTP/1x",
                          "GET / http/1", "GET / HTTP/1.1 ", "GET / HTTP/1.0x"}) {
    EXPECT_FALSE(has_version(bad)) << bad;
  }
}

}  // namespace
}  // namespace rrlb
