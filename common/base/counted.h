// Formats a count with its noun: "1 request", "2 requests".
#pragma once

#include <cstdint>
#include <string>

namespace rrlb {

inline std::string counted(std::uint64_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

}  // namespace rrlb
