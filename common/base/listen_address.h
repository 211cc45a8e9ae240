// An address to listen on: "0.0.0.0:5000", "[::1]:5001".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

// An IP address (never a name) and a port, as a listener needs it.
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

}  // namespace rrlb
