#include "core/address.h"

#include <gtest/gtest.h>

#include <string_view>

namespace rrlb {
namespace {

using namespace std::string_view_literals;

TEST(ListenAddress, IsAnIpAddressAndAPort) {
  EXPECT_EQ(parse_listen_address("0.0.0.0:5000"), (ListenAddress{"0.0.0.0", 5000}));
  EXPECT_EQ(parse_listen_address("127.0.0.1:0"), (ListenAddress{"127.0.0.1", 0}));
  EXPECT_EQ(parse_listen_address("[::]:65535"), (ListenAddress{"::", 65535}));
  EXPECT_EQ(parse_listen_address("[2001:db8::1]:80"), (ListenAddress{"2001:db8::1", 80}));
}

TEST(ListenAddress, IsNothingElse) {
  for (const std::string_view text : {""sv,
                                      ":5000"sv,
                                      "5000"sv,
                                      "localhost:5000"sv,
                                      "0.0.0.0"sv,
                                      "0.0.0.0:"sv,
                                      "[::1]"sv,
                                      "[::1]5000"sv,
                                      "::1:5000"sv,
                                      "[::1:5000"sv,
                                      "[0.0.0.0]:5000"sv,
                                      "0.0.0.0:65536"sv,
                                      "0.0.0.0:-1"sv,
                                      "0.0.0.0:+1"sv,
                                      "0.0.0.0: 1"sv,
                                      "0.0.0.0:5x"sv,
                                      " 0.0.0.0:5000"sv,
                                      "256.0.0.1:5000"sv,
                                      "1.2.3:5000"sv,
                                      "http://0.0.0.0:5000"sv,
                                      "[::g]:5000"sv}) {
    EXPECT_EQ(parse_listen_address(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(ListenAddress, NeverHidesBytesBehindANul) {
  EXPECT_EQ(parse_listen_address("127.0.0.1\0:80"sv), std::nullopt);
  EXPECT_EQ(parse_listen_address("[::1\0]:80"sv), std::nullopt);
}

TEST(ListenAddress, IsWrittenAsItIsRead) {
  EXPECT_EQ((ListenAddress{"0.0.0.0", 5000}).text(), "0.0.0.0:5000");
  EXPECT_EQ((ListenAddress{"::1", 5001}).text(), "[::1]:5001");
}

TEST(ListenAddress, KnowsAnyAddressAndItsFamily) {
  EXPECT_TRUE((ListenAddress{"0.0.0.0", 1}).any());
  EXPECT_TRUE((ListenAddress{"::", 1}).any());
  EXPECT_FALSE((ListenAddress{"127.0.0.1", 1}).any());
  EXPECT_TRUE((ListenAddress{"::", 1}).ipv6());
  EXPECT_FALSE((ListenAddress{"0.0.0.0", 1}).ipv6());
}

TEST(Url, HasAHostAPortAndAPath) {
  EXPECT_EQ(parse_url("http://web1:8080/app"), (Url{false, "web1", 8080, "/app"}));
  EXPECT_EQ(parse_url("http://127.0.0.1"), (Url{false, "127.0.0.1", 80, ""}));
  EXPECT_EQ(parse_url("https://a.example_1-x"), (Url{true, "a.example_1-x", 443, ""}));
  EXPECT_EQ(parse_url("http://[::1]:5001/"), (Url{false, "::1", 5001, ""}));
  EXPECT_EQ(parse_url("http://[fe80::1]"), (Url{false, "fe80::1", 80, ""}));
}

TEST(Url, LosesTheSlashesAtItsEnd) {
  EXPECT_EQ(parse_url("http://web1/a/b///")->path, "/a/b");
  EXPECT_EQ(parse_url("http://web1///")->path, "");
}

TEST(Url, IsNothingElse) {
  for (const std::string_view text : {""sv,
                                      "web1"sv,
                                      "web1:80"sv,
                                      "ftp://web1"sv,
                                      "HTTP://web1"sv,
                                      "http:/web1"sv,
                                      "http://"sv,
                                      "http:///x"sv,
                                      "http://:80"sv,
                                      "http://web1:"sv,
                                      "http://web1:0"sv,
                                      "http://web1:65536"sv,
                                      "http://web1:8o"sv,
                                      "http://user@web1"sv,
                                      "http://web1?x"sv,
                                      "http://web1/?x=1"sv,
                                      "http://web1/#top"sv,
                                      "http://web 1"sv,
                                      "http://web1/a b"sv,
                                      "http://::1"sv,
                                      "http://[::1"sv,
                                      "http://[web1]"sv,
                                      "http://[::1]x"sv,
                                      "http://-web1"sv,
                                      "http://w\xc3\xa9"sv,
                                      "http://web1/\xc3\xa9"sv,
                                      "http://web1/\r\nX: y"sv,
                                      "http://web1/\0"sv,
                                      "http://web1/<a>"sv,
                                      "http://127.0.0.300"sv,
                                      "http://1.2.3"sv,
                                      "http://1.2.3.4.5"sv}) {
    EXPECT_EQ(parse_url(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(Url, NamesHaveAtMost253Bytes) {
  EXPECT_TRUE(parse_url("http://" + std::string(253, 'a')));
  EXPECT_FALSE(parse_url("http://" + std::string(254, 'a')));
}

TEST(Url, IsWrittenWithoutItsDefaultPort) {
  EXPECT_EQ((Url{false, "web1", 80, ""}).text(), "http://web1");
  EXPECT_EQ((Url{true, "web1", 443, "/a"}).text(), "https://web1/a");
  EXPECT_EQ((Url{true, "web1", 80, ""}).text(), "https://web1:80");
  EXPECT_EQ((Url{false, "::1", 5001, "/a"}).text(), "http://[::1]:5001/a");
  EXPECT_EQ((Url{false, "::1", 80, "/a"}).authority(), "[::1]");
}

}  // namespace
}  // namespace rrlb
