
#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "common/base/listen_address.h"
#include "common/base/network.h"
#include "common/base/url.h"

namespace rrlb {
namespace {

using namespace std::string_view_literals;

TEST(ListenAddress, IsAnIpAddressAndAPort) {
  EXPECT_EQ(parse_listen_address("0.0.0.0:5000"), (ListenAddress{"0.0.0.0", 5000}));
  EXPECT_EQ(parse_listen_address("127.0.0.1:0"), (ListenAddress{"127.0.0.1", 0}));
  EXPECT_EQ(parse_listen_address("[::]:65535"), (ListenAddress{"::", 65535}));
  EXPECT_EQ(parse_listen_address("[2001:db8::1]:80"), (ListenAddress{"2001:db8::1", 80}));
}

TEST(ListenAddress, OtherTextIsRefused) {
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

TEST(ListenAddress, TextWithANulByteIsRefused) {
  EXPECT_EQ(parse_listen_address("127.0.0.1\0:80"sv), std::nullopt);
  EXPECT_EQ(parse_listen_address("[::1\0]:80"sv), std::nullopt);
}

TEST(ListenAddress, IsWrittenInTheFormatThatIsParsed) {
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

TEST(Url, SlashesAtTheEndAreDropped) {
  EXPECT_EQ(parse_url("http://web1/a/b///")->path, "/a/b");
  EXPECT_EQ(parse_url("http://web1///")->path, "");
}

TEST(Url, OtherTextIsRefused) {
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

// The bits of one address, for Network::contains.
std::array<std::uint8_t, 16> bits(std::string_view address) { return parse_network(address)->bits; }

TEST(Network, ASingleAddressContainsOnlyItself) {
  for (const std::string_view text :
       {"10.0.0.1"sv, "fd00::1"sv, "::"sv, "0.0.0.0"sv, "255.255.255.255"sv, "::ffff:10.0.0.2"sv}) {
    ASSERT_TRUE(parse_network(text)) << text;
    EXPECT_EQ(parse_network(text)->prefix, 128U) << text;
    EXPECT_TRUE(parse_network(text)->contains(bits(text))) << text;
    EXPECT_FALSE(parse_network(text)->contains(bits("10.0.0.3"))) << text;
    EXPECT_FALSE(parse_network(text)->contains(bits("fd00::2"))) << text;
  }
}

TEST(Network, ContainsAddressesWithTheSameFirstBits) {
  struct Row {
    std::string_view network;
    std::string_view inside;
    std::string_view outside;
  };
  for (const Row& row :
       {Row{"10.0.0.0/8", "10.255.255.255", "11.0.0.0"},
        Row{"10.0.0.0/8", "10.0.0.0", "9.255.255.255"},
        Row{"192.168.4.0/22", "192.168.7.255", "192.168.8.0"}, Row{"0.0.0.0/0", "255.1.2.3", "::1"},
        Row{"0.0.0.0/0", "0.0.0.0", "::"}, Row{"128.0.0.0/1", "255.0.0.0", "127.255.255.255"},
        Row{"10.0.0.2/31", "10.0.0.3", "10.0.0.1"}, Row{"10.0.0.2/31", "10.0.0.2", "10.0.0.4"},
        Row{"10.0.0.2/32", "10.0.0.2", "10.0.0.3"}, Row{"fd00::/8", "fdff::1", "fc00::1"},
        Row{"8000::/1", "ffff::", "7fff::"}, Row{"8000::/1", "8000::", "255.0.0.0"},
        Row{"2001:db8::/31", "2001:db9::", "2001:dba::"},
        Row{"2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"},
        Row{"2001:db8::4/127", "2001:db8::5", "2001:db8::6"},
        Row{"2001:db8::4/128", "2001:db8::4", "2001:db8::5"}}) {
    const auto network = parse_network(row.network);
    ASSERT_TRUE(network) << row.network;
    EXPECT_TRUE(network->contains(bits(row.inside))) << row.network << " " << row.inside;
    EXPECT_FALSE(network->contains(bits(row.outside))) << row.network << " " << row.outside;
  }
}

TEST(Network, OfPrefixZeroContainsEveryAddress) {
  EXPECT_TRUE(parse_network("::/0")->contains(bits("ffff::")));
  EXPECT_TRUE(parse_network("::/0")->contains(bits("10.0.0.1")));
}

TEST(Network, Ipv4EqualsItsMappedAddress) {
  EXPECT_EQ(parse_network("10.0.0.1"), parse_network("::ffff:10.0.0.1"));
  EXPECT_EQ(parse_network("10.0.0.1"), parse_network("::ffff:a00:1"));
  EXPECT_EQ(parse_network("10.0.0.0/8"), parse_network("::ffff:10.0.0.0/104"));
  EXPECT_TRUE(parse_network("::ffff:0:0/96")->contains(bits("10.0.0.1")));
  EXPECT_FALSE(parse_network("::10.0.0.1")->contains(bits("10.0.0.1")));
}

TEST(Network, BitsAfterThePrefixAreIgnored) {
  EXPECT_TRUE(parse_network("10.1.2.3/8")->contains(bits("10.9.9.9")));
  EXPECT_TRUE(parse_network("fd00::1/8")->contains(bits("fd00::2")));
}

TEST(Network, OtherTextIsRefused) {
  for (const std::string_view text : {""sv,
                                      "/"sv,
                                      "/8"sv,
                                      "10.0.0.0/"sv,
                                      "10.0.0.0/33"sv,
                                      "fd00::/129"sv,
                                      "fd00::/"sv,
                                      "10.0.0.0/-1"sv,
                                      "10.0.0.0/+1"sv,
                                      "10.0.0.0/ 8"sv,
                                      " 10.0.0.0"sv,
                                      "10.0.0.0/8 "sv,
                                      "10.0.0.0/8x"sv,
                                      "10.0.0.0/0x8"sv,
                                      "10.0.0.0/08"sv,
                                      "10.0.0.0/00"sv,
                                      "10.0.0.0//8"sv,
                                      "10.0.0.0/8/8"sv,
                                      "10.0.0.0/4294967304"sv,
                                      "10.0.0/8"sv,
                                      "10/8"sv,
                                      "256.0.0.1"sv,
                                      "010.0.0.1"sv,
                                      "1.2.3.4.5"sv,
                                      "[fd00::1]"sv,
                                      "[fd00::]/8"sv,
                                      "fe80::1%lo"sv,
                                      "fe80::1%1/64"sv,
                                      "fd00:::1"sv,
                                      "fd00::g"sv,
                                      "::ffff:10.0.0.0/129"sv,
                                      "localhost"sv,
                                      "*"sv,
                                      "10.0.0.0/255.0.0.0"sv,
                                      "10.0.0.1:80"sv,
                                      "10.0.0.1\0"sv,
                                      "10.0.0.1\0/8"sv,
                                      "10.0.0.0/8\0"sv}) {
    EXPECT_EQ(parse_network(text), std::nullopt) << '"' << text << '"';
  }
}

}  // namespace
}  // namespace rrlb
