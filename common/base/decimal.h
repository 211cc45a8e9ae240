// A number as decimal digits, without an allocation.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace rrlb {

class Decimal {
 public:
  explicit Decimal(std::uint64_t number)
      : end_{std::to_chars(digits_.data(), digits_.data() + digits_.size(), number).ptr} {}
  Decimal(const Decimal&) = delete;
  Decimal& operator=(const Decimal&) = delete;

  std::string_view text() const {
    return {digits_.data(), static_cast<std::size_t>(end_ - digits_.data())};
  }

 private:
  std::array<char, 20> digits_;
  const char* end_;
};

}  // namespace rrlb
