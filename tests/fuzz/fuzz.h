// Common parts of the fuzzers. A fuzzer reads its input several times, in different pieces each
// time, and checks that the result does not depend on the pieces.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace rrlb::fuzz {

// Aborts the fuzzer if an invariant is violated; libFuzzer saves the input.
inline void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

inline void require_same(const std::string& one, const std::string& other, const char* promise) {
  if (one == other) return;
  std::fprintf(stderr, "broken promise: %s\n--- one\n%s\n--- other\n%s\n", promise, one.c_str(),
               other.c_str());
  std::abort();
}

// The input in pieces. Each is a copy, so that AddressSanitizer finds a read beyond its end.
using Pieces = std::vector<std::vector<char>>;

template <typename NextSize>
Pieces cut(std::string_view input, NextSize next_size) {
  Pieces pieces;
  while (!input.empty()) {
    const std::size_t size = std::clamp<std::size_t>(next_size(), 1, input.size());
    pieces.emplace_back(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(size));
    input.remove_prefix(size);
  }
  return pieces;
}

inline Pieces whole(std::string_view input) {
  return cut(input, [&] { return input.size(); });
}

inline Pieces byte_by_byte(std::string_view input) {
  return cut(input, [] { return 1; });
}

// Sizes derived from the input alone, so that the corpus can be plain HTTP.
inline Pieces as_the_input_says(std::string_view input) {
  constexpr std::uint64_t kPrime = 1099511628211U;  // FNV-1a
  std::uint64_t state = 14695981039346656037U;
  for (const char c : input) state = (state ^ static_cast<unsigned char>(c)) * kPrime;
  return cut(input, [&state] {
    state = state * 6364136223846793005U + 1442695040888963407U;  // Knuth's MMIX
    const std::uint64_t drawn = state >> 33U;
    return static_cast<std::size_t>(drawn % 4 == 0 ? drawn / 4 % 300 : drawn / 4 % 20);
  });
}

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// A line that is safe to write into a head: without line ends and NUL bytes.
inline bool one_line(std::string_view text) {
  return text.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos;
}

}  // namespace rrlb::fuzz
