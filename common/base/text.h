// Letters, digits and tokens. ASCII alone: no locale changes the answer.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace rrlb {

constexpr bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string lower_case(std::string_view text) {
  std::string lower{text};
  for (char& c : lower) c = lower_case(c);
  return lower;
}

inline constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> is{};
  for (std::size_t i = 0; i < 128; ++i) is[i] = is_letter_or_digit(static_cast<char>(i));
  for (const char c : std::string_view{"!#$%&'*+-.^_`|~"}) is[static_cast<unsigned char>(c)] = true;
  return is;
}();

// The characters of a token: a field name, a method, the name of a cookie (RFC 9110 5.6.2).
constexpr bool is_token_character(char c) {
  return kTokenCharacters[static_cast<unsigned char>(c)];
}

constexpr bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

}  // namespace rrlb
