#include "common/base/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "common/base/text.h"

namespace rrlb {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  if (text.empty() || error != std::errc{} || rest != end) return std::nullopt;
  return port;
}

bool is_ip(int family, std::string_view text) {
  unsigned char bytes[sizeof(in6_addr)];
  return text.size() < INET6_ADDRSTRLEN && text.find('\0') == std::string_view::npos &&
         inet_pton(family, std::string{text}.c_str(), bytes) == 1;
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

// Refuses a mistyped IPv4 address as a name: no top-level domain is a number (RFC 3696 2).
bool ends_in_a_number(std::string_view text) {
  const std::string_view label = text.substr(text.rfind('.') + 1);
  return std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A name by RFC 1123, or with underscores, which container networks use.
bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= 253 && is_letter_or_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
         });
}

// Accepts what is safe in a Location field: printable characters, no query, no fragment.
bool is_path(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7f && c != '?' && c != '#' && c != '"' && c != '<' && c != '>' &&
           c != '\\';
  });
}

// "host:port" or "[ipv6]:port", split. Without a port, `port` is empty.
struct HostPort {
  std::string_view host;
  std::string_view port;
  bool has_port = false;
};
std::optional<HostPort> split_host_port(std::string_view text) {
  if (text.starts_with('[')) {
    const size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view host = text.substr(1, close - 1);
    const std::string_view rest = text.substr(close + 1);
    if (!is_ipv6(host) || (!rest.empty() && rest.front() != ':')) return std::nullopt;
    return HostPort{host, rest.empty() ? rest : rest.substr(1), !rest.empty()};
  }
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return HostPort{text, {}, false};
  return HostPort{text.substr(0, colon), text.substr(colon + 1), true};
}

}  // namespace

bool is_ipv4(std::string_view text) { return is_ip(AF_INET, text); }
bool is_ipv6(std::string_view text) { return is_ip(AF_INET6, text); }

bool ListenAddress::any() const { return ip == "0.0.0.0" || ip == "::"; }

std::string ListenAddress::text() const { return bracketed(ip) + ":" + std::to_string(port); }

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const auto parts = split_host_port(text);
  if (!parts || (!is_ipv4(parts->host) && !is_ipv6(parts->host))) return std::nullopt;
  const auto port = parse_port(parts->port);
  if (!port) return std::nullopt;
  return ListenAddress{std::string{parts->host}, *port};
}

IpBits ipv4_bits(const std::uint8_t* four_bytes) {
  IpBits bits{};
  bits[10] = bits[11] = 0xff;
  std::copy_n(four_bytes, 4, bits.begin() + 12);
  return bits;
}

std::string ip_text(const IpBits& bits) {
  static constexpr std::array<std::uint8_t, 12> kIpv4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (!std::equal(kIpv4.begin(), kIpv4.end(), bits.begin())) {
    return inet_ntop(AF_INET6, bits.data(), text.data(), text.size());
  }
  char* end = text.data();
  for (std::size_t i = kIpv4.size(); i < bits.size(); ++i) {
    if (end != text.data()) *end++ = '.';
    end = std::to_chars(end, text.data() + text.size(), bits[i]).ptr;
  }
  return {text.data(), end};
}

bool Network::contains(const IpBits& address) const {
  const std::size_t whole = prefix / 8;
  const unsigned rest = prefix % 8;
  if (!std::equal(bits.begin(), bits.begin() + whole, address.begin())) return false;
  return rest == 0 || ((bits[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

std::optional<Network> parse_network(std::string_view text) {
  constexpr unsigned kBeforeIpv4 = 96;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string ip{text.substr(0, slash)};
  const bool ipv4 = is_ipv4(ip);
  if (!ipv4 && !is_ipv6(ip)) return std::nullopt;
  Network network;
  if (ipv4) {
    network.bits[10] = network.bits[11] = 0xff;
    inet_pton(AF_INET, ip.c_str(), network.bits.data() + kBeforeIpv4 / 8);
  } else {
    inet_pton(AF_INET6, ip.c_str(), network.bits.data());
  }
  if (slash == text.size()) return network;
  const std::string_view digits = text.substr(slash + 1);
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  unsigned prefix = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  if (prefix > (ipv4 ? 32 : 128)) return std::nullopt;
  network.prefix = prefix + (ipv4 ? kBeforeIpv4 : 0);
  return network;
}

std::string Url::authority() const {
  const std::uint16_t default_port = https ? 443 : 80;
  return port == default_port ? bracketed(host) : bracketed(host) + ":" + std::to_string(port);
}

std::string Url::text() const { return (https ? "https://" : "http://") + authority() + path; }

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else if (text.starts_with("https://")) {
    text.remove_prefix(8);
    url.https = true;
    url.port = 443;
  } else {
    return std::nullopt;
  }
  const size_t slash = std::min(text.find('/'), text.size());
  const auto parts = split_host_port(text.substr(0, slash));
  std::string_view path = text.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (!parts || !is_path(path)) return std::nullopt;
  const std::string_view host = parts->host;
  const bool is_name = is_host_name(host) && !ends_in_a_number(host);
  if (!is_name && !is_ipv4(host) && !is_ipv6(host)) return std::nullopt;
  if (parts->has_port) {
    const auto port = parse_port(parts->port);
    if (!port || *port == 0) return std::nullopt;
    url.port = *port;
  }
  url.host = lower_case(host);
  url.path = path;
  return url;
}

}  // namespace rrlb
