#include "common/base/base64.h"

#include <cstdint>

namespace rrlb {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encoded(std::string_view bytes, std::string_view digits) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char byte : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(byte);
    for (held += 8; held >= 6; held -= 6) text += digits[(bits >> (held - 6)) & 63U];
  }
  if (held > 0) text += digits[(bits << (6 - held)) & 63U];
  return text;
}

}  // namespace

std::string to_base64(std::string_view bytes) { return encoded(bytes, kDigits); }

std::string to_base64url(std::string_view bytes) { return encoded(bytes, kUrlDigits); }

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char digit : text) {
    const std::size_t value = kDigits.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> held) & 255U);
  }
  const bool left_over = held == 6 || (bits & ((1U << held) - 1)) != 0;
  return left_over ? std::nullopt : std::optional{bytes};
}

}  // namespace rrlb
