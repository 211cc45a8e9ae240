#include "common/base/size.h"

#include <array>
#include <charconv>

namespace rrlb {
namespace {

struct Unit {
  std::string_view name;
  unsigned shift;
};
constexpr std::array<Unit, 4> kUnits{{{"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}}};

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit_name = text.substr(static_cast<size_t>(rest - text.data()));
  for (const Unit& unit : kUnits) {
    if (unit.name != unit_name) continue;
    if (number > (UINT64_MAX >> unit.shift)) return std::nullopt;
    return number << unit.shift;
  }
  return std::nullopt;
}

std::string format_size(std::uint64_t bytes) {
  const Unit* best = &kUnits.front();
  for (const Unit& unit : kUnits) {
    if (bytes != 0 && bytes % (std::uint64_t{1} << unit.shift) == 0) best = &unit;
  }
  return std::to_string(bytes >> best->shift) + std::string{best->name};
}

}  // namespace rrlb
