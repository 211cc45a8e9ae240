// The target of a request: a server, and a path with its query. Resolves redirects.
//
// Works on text alone. A target never contains a byte that could end the request line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/url.h"

namespace rrlb {

struct Target {
  Url server;              // without a path
  std::string path = "/";  // with the query: "/a?b=c"

  std::string text() const { return server.text() + path; }
  bool operator==(const Target&) const = default;
};

// Parses an absolute http or https URL. The fragment is dropped: it is never sent.
std::optional<Target> parse_target(std::string_view url);

// Resolves a Location field (RFC 9110 10.2.2): an absolute URL, "//host/path", "/path", or a path
// relative to `from`. Returns nothing if it is not a valid target.
std::optional<Target> follow(const Target& from, std::string_view location);

}  // namespace rrlb
