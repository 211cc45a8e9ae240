#include "traffic/target.h"

#include <algorithm>

namespace rrlb {
namespace {

bool sendable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

std::optional<Target> parse_target(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos || !sendable(url)) return std::nullopt;
  const size_t path_start = std::min(url.find_first_of("/?", scheme_end + 3), url.size());
  const auto server = parse_url(url.substr(0, path_start));
  if (!server) return std::nullopt;
  std::string path{url.substr(path_start)};
  if (!path.starts_with('/')) path.insert(0, "/");
  return Target{*server, std::move(path)};
}

std::optional<Target> follow(const Target& from, std::string_view location) {
  const std::string place{location.substr(0, location.find('#'))};
  const size_t scheme_end = place.find("://");
  if (scheme_end != std::string::npos && scheme_end < place.find_first_of("/?")) {
    return parse_target(place);
  }
  if (place.empty()) return std::nullopt;
  if (place.starts_with("//")) {
    return parse_target((from.server.https ? "https:" : "http:") + place);
  }
  if (place.starts_with('/')) return parse_target(from.server.text() + place);
  const std::string path = from.path.substr(0, from.path.find('?'));
  if (place.starts_with('?')) return parse_target(from.server.text() + path + place);
  return parse_target(from.server.text() + path.substr(0, path.rfind('/') + 1) + place);
}

}  // namespace rrlb
