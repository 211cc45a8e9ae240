#include "common/base/percent.h"

#include <charconv>

namespace rrlb {

std::string path_segment(std::string_view name) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:@";
  std::string text;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos) {
      text += c;
    } else {
      text += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return text;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    unsigned byte = 0;
    const bool triple =
        text.size() >= 3 && text.front() == '%' &&
        std::from_chars(text.data() + 1, text.data() + 3, byte, 16).ptr == text.data() + 3;
    decoded += triple ? static_cast<char>(byte) : text.front();
    text.remove_prefix(triple ? 3 : 1);
  }
  return decoded;
}

}  // namespace rrlb
