// Parses and prints addresses: "0.0.0.0:5000", "[::1]:5001", "http://web1:8080/app".
//
// Works on text alone and never looks up a name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

// An IP address (never a name) and a port to listen on.
struct ListenAddress {
  std::string ip;  // without brackets
  std::uint16_t port = 0;

  bool ipv6() const { return ip.find(':') != std::string::npos; }
  bool any() const;
  std::string text() const;  // "0.0.0.0:5000", "[::]:5000"
  bool operator==(const ListenAddress&) const = default;
};

// "IP:PORT" or "[IPV6]:PORT"; port 0 asks the kernel for a free one.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);

// An IP address in 16 bytes. An IPv4 address is mapped to ::ffff:a.b.c.d (RFC 4291 2.5.5.2).
using IpBits = std::array<std::uint8_t, 16>;
IpBits ipv4_bits(const std::uint8_t* four_bytes);
std::string ip_text(const IpBits& bits);  // "10.0.0.1", "fd00::1"

// A range of addresses: "10.0.0.0/8", "fd00::/8", or a single address.
struct Network {
  IpBits bits{};
  unsigned prefix = 128;  // number of leading bits to compare

  bool contains(const IpBits& address) const;
  bool operator==(const Network&) const = default;
};
// Bits after the prefix may be set; they are ignored.
std::optional<Network> parse_network(std::string_view text);

// An absolute http or https URL without user, query or fragment.
struct Url {
  bool https = false;
  std::string host;  // a name or an IP address, without brackets, in lower case
  std::uint16_t port = 80;
  std::string path;  // "" or "/app": never ends in a slash

  // "web1:8080", "[::1]:8080"; without the port if it is the scheme's default.
  std::string authority() const;
  std::string text() const;  // "http://web1:8080/app"
  bool operator==(const Url&) const = default;
};

std::optional<Url> parse_url(std::string_view text);

}  // namespace rrlb
