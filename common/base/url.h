// Where a backend or a balancer is: "http://web1:8080/app". Pure text: no name is looked up here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

// An absolute http or https URL without user, query or fragment.
struct Url {
  bool https = false;
  std::string host;  // a name or an IP address, without brackets, in lower case
  std::uint16_t port = 80;
  std::string path;  // "" or "/app": never ends in a slash

  std::string authority()
      const;                 // "web1:8080", "[::1]:80"; the port is left out when it is the default
  std::string text() const;  // "http://web1:8080/app"
  bool operator==(const Url&) const = default;
};

std::optional<Url> parse_url(std::string_view text);

}  // namespace rrlb
