// IP addresses without ports.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace rrlb {

bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);

// An IP address in 16 bytes; an IPv4 one as ::ffff:a.b.c.d (RFC 4291 2.5.5.2).
using IpBits = std::array<std::uint8_t, 16>;
IpBits ipv4_bits(const std::uint8_t* four_bytes);
std::string ip_text(const IpBits& bits);  // "10.0.0.1", "fd00::1"

}  // namespace rrlb
