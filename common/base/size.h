// Sizes in bytes as written in the configuration: "512B", "16KiB", "1MiB", "2GiB".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

std::optional<std::uint64_t> parse_size(std::string_view text);

// Uses the largest unit that divides the size: 16384 is "16KiB", 1000 is "1000B".
std::string format_size(std::uint64_t bytes);

}  // namespace rrlb
