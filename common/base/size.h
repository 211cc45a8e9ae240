// Sizes in bytes, as the configuration writes them: "512B", "16KiB", "1MiB", "2GiB".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rrlb {

std::optional<std::uint64_t> parse_size(std::string_view text);

// The largest unit that divides it: 16384 -> "16KiB", 1000 -> "1000B".
std::string format_size(std::uint64_t bytes);

}  // namespace rrlb
