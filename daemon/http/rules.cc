#include "daemon/http/rules.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "common/base/ip.h"

namespace rrlb {
namespace {

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (lowered(c) >= 'a' && lowered(c) <= 'z'); }

// The characters of a reg-name: unreserved, percent-encoded, sub-delims (RFC 3986 3.2.2).
bool is_name_char(char c) {
  return is_alnum(c) ||
         (c != '\0' && std::string_view{"-._~%!$&'()*+,;="}.find(c) != std::string_view::npos);
}

// Empty, or a number up to 65535. The caller has checked that there are only digits.
bool is_port(std::string_view digits) {
  unsigned port = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return digits.size() <= 5 && port <= 65535;
}

bool is_target(std::string_view target) {
  return std::all_of(target.begin(), target.end(),
                     [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

}  // namespace

bool is_token_char(char c) {
  return is_alnum(c) ||
         (c != '\0' && std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos);
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lowered(text[i]) != lower[i]) return false;
  }
  return true;
}

bool has_token(std::string_view list, std::string_view lower) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view token = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    token.remove_prefix(std::min(token.find_first_not_of(" \t"), token.size()));
    token = token.substr(0, token.find_last_not_of(" \t") + 1);
    if (equals_ignoring_case(token, lower)) return true;
  }
  return false;
}

std::size_t find_control(std::string_view text, std::size_t at) {
  // Sixteen bytes in one register (a GNU extension that every target supports, if necessary in
  // pieces): a head has about 700 bytes and 30 control characters.
  using Bytes = unsigned char __attribute__((vector_size(16)));
  for (; at + sizeof(Bytes) <= text.size(); at += sizeof(Bytes)) {
    Bytes bytes;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    const auto found = reinterpret_cast<Bytes>((bytes < 0x20) | (bytes == 0x7f));
    std::uint64_t halves[2];
    std::memcpy(halves, &found, sizeof halves);
    if ((halves[0] | halves[1]) == 0) continue;
    if constexpr (std::endian::native != std::endian::little) break;
    return at + static_cast<std::size_t>(halves[0] != 0 ? std::countr_zero(halves[0])
                                                        : 64 + std::countr_zero(halves[1])) /
                    8;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x20 && text[at] != 0x7f) ++at;
  return at;
}

bool valid_host(std::string_view value) {
  std::string_view host = value;
  std::string_view port;
  if (value.starts_with('[')) {
    const std::size_t close = value.find(']');
    if (close == std::string_view::npos || !is_ipv6(value.substr(1, close - 1))) return false;
    host = "ipv6";
    port = value.substr(close + 1);
    if (!port.empty() && port.front() != ':') return false;
  } else {
    const std::size_t colon = std::min(value.find(':'), value.size());
    host = value.substr(0, colon);
    port = value.substr(colon);
  }
  if (!port.empty()) port.remove_prefix(1);
  return !host.empty() && std::all_of(host.begin(), host.end(), is_name_char) && is_port(port) &&
         std::all_of(port.begin(), port.end(), is_digit);
}

std::optional<std::uint64_t> parse_content_length(std::string_view value) {
  std::uint64_t length = 0;
  const char* end = value.data() + value.size();
  if (value.empty() || !is_digit(value.front())) return std::nullopt;
  const auto [rest, error] = std::from_chars(value.data(), end, length);
  if (error != std::errc{} || rest != end || length > INT64_MAX) return std::nullopt;
  return length;
}

std::optional<std::string_view> path_and_query_of(std::string_view target) {
  if (!is_target(target)) return std::nullopt;
  if (target.starts_with('/')) return target;
  const std::size_t scheme_end = target.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = target.substr(0, scheme_end);
  if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")) {
    return std::nullopt;
  }
  const std::string_view rest = target.substr(scheme_end + 3);
  const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
  if (!valid_host(rest.substr(0, path))) return std::nullopt;
  return rest.substr(
      path);  // may be empty or begin with "?"; the path is then "/" (RFC 9110 4.2.3)
}

std::string_view host_of(std::string_view absolute_target) {
  const std::string_view rest = absolute_target.substr(absolute_target.find("://") + 3);
  return rest.substr(0, std::min(rest.find_first_of("/?"), rest.size()));
}

bool begins_with_a_method(std::string_view request) {
  while (request.starts_with("\r\n")) request.remove_prefix(2);
  const std::string_view method = request.substr(0, std::min(request.find(' '), request.size()));
  return !method.empty() && std::all_of(method.begin(), method.end(), is_token_char);
}

bool has_version(std::string_view request) {
  while (request.starts_with("\r\n")) request.remove_prefix(2);
  const std::string_view line = request.substr(0, std::min(request.find('\r'), request.size()));
  const std::size_t at = line.rfind(" HTTP/");
  if (at == std::string_view::npos) return false;
  constexpr std::string_view kForm = "d.d";
  std::string_view version = line.substr(at + 6);
  // If the version is not supported, what follows it does not matter.
  const bool spoken = version.starts_with("1.0") || version.starts_with("1.1");
  if (!spoken) version = version.substr(0, kForm.size());
  if (version.empty() || version.size() > kForm.size()) return false;
  for (std::size_t i = 0; i < version.size(); ++i) {
    if (kForm[i] == 'd' ? !is_digit(version[i]) : version[i] != kForm[i]) return false;
  }
  return true;
}

bool fits_a_line(std::string_view text) {
  constexpr std::string_view kBreaks{"\r\n\0", 3};
  return text.find_first_of(kBreaks) == std::string_view::npos;
}

}  // namespace rrlb
