// A range of addresses: "10.0.0.0/8", "fd00::/8", or one address alone.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/ip.h"

namespace rrlb {

struct Network {
  IpBits bits{};
  unsigned prefix = 128;  // how many of the bits count

  bool contains(const IpBits& address) const;
  bool operator==(const Network&) const = default;
};
// Bits behind the prefix may be set; they do not count.
std::optional<Network> parse_network(std::string_view text);

}  // namespace rrlb
