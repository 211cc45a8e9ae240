// The limits and the rules for names that the configuration, the admin API, rrlbctl and the
// dashboard all hold to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rrlb {

inline constexpr std::uint64_t kLeastWeight = 1;
inline constexpr std::uint64_t kMostWeight = 256;
constexpr bool is_weight(std::uint64_t weight) {
  return weight >= kLeastWeight && weight <= kMostWeight;
}
std::string weight_range();  // "1..256"

// The name of a backend stands in URLs, metrics labels, journal fields and the log, and needs no
// escaping in any of them.
inline constexpr std::size_t kLongestBackendName = 64;
bool is_backend_name(std::string_view name);
std::string backend_name_rule();  // "1 to 64 letters, digits or ...", after "must be"

// A text in the body of a request, in bytes.
inline constexpr std::size_t kLongestMember = 1024;

// What is kept of each text of an override: who set it, and why.
inline constexpr std::size_t kLongestOverrideText = 256;

}  // namespace rrlb
