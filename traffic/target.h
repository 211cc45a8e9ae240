// What one request asks for: a server, and a path with its query. And where a redirect leads.
//
// Pure text. A target never holds a byte that could break out of a request line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/address.h"

namespace rrlb {

struct Target {
  Url server;              // without a path
  std::string path = "/";  // with the query: "/a?b=c"

  std::string text() const { return server.text() + path; }
  bool operator==(const Target&) const = default;
};

// An absolute http or https URL; its fragment is dropped, as nothing of it is ever sent.
std::optional<Target> parse_target(std::string_view url);

// Where a Location field leads from here (RFC 9110 10.2.2): an absolute URL, "//host/path",
// "/path", or a path beside the present one. Nothing if it cannot be asked for.
std::optional<Target> follow(const Target& from, std::string_view location);

}  // namespace rrlb
